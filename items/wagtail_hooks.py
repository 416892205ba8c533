"""What items put into the Wagtail admin: registration only."""

from wagtail import hooks
from wagtail.signals import init_new_page
from wagtail.snippets.models import register_snippet

from search.desk import ways as search_ways

from .admin import (
    aliasing,
    bulk_edit,
    choosing,
    compare_view,
    creating,
    feedback,
    home,
    importing,
    inheriting,
    keeping,
    log_words,
    publishing,
    refused,
    reporting,
    reviewing,
    selfcheck_page,
    shared_bulk,
    sharing,
)
from .admin.shared import SharedMaterialViewSet

hooks.register("register_log_actions", log_words.register)
hooks.register("before_create_page", creating.ask_for_starter)
init_new_page.connect(creating.fill, dispatch_uid="items-starter")
hooks.register("before_publish_page", publishing.refuse_unready)
hooks.register("register_bulk_action", publishing.GatedPublish, order=100)
hooks.register("construct_page_chooser_queryset", choosing.own_pages)
hooks.register("before_delete_page", keeping.refuse_delete)
hooks.register("before_bulk_action", keeping.spare_held)
hooks.register("before_copy_page", keeping.refuse_alias)
hooks.register("register_admin_urls", inheriting.urls)
hooks.register("register_page_header_buttons", inheriting.button)
hooks.register("after_edit_page", inheriting.say_what_was_put_back)
hooks.register("after_edit_page", reviewing.go_on)
hooks.register("register_admin_urls", bulk_edit.urls)
hooks.register("register_admin_urls", aliasing.urls)
search_ways.append(aliasing.link)
hooks.register("register_page_header_buttons", bulk_edit.button)
hooks.register("register_admin_urls", reporting.urls)
hooks.register("register_admin_urls", selfcheck_page.urls)
hooks.register("register_reports_menu_item", reporting.menu_item)
hooks.register("register_reports_menu_item", selfcheck_page.menu_item)
hooks.register("construct_homepage_panels", refused.add_panel)
hooks.register("register_admin_urls", feedback.urls)
hooks.register("register_reports_menu_item", feedback.menu_item)
hooks.register("register_admin_viewset", compare_view.GuideViewSet)
hooks.register("construct_homepage_panels", home.guides_of_mine)
hooks.register("register_admin_viewset", lambda: importing.ImportGroup())
register_snippet(SharedMaterialViewSet)
hooks.register("register_bulk_action", shared_bulk.DeleteUnused, order=100)
hooks.register("insert_editor_js", sharing.script)
hooks.register("register_admin_urls", sharing.urls)
hooks.register("register_page_header_buttons", sharing.button)
