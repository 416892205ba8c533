"""What time sets off on data sources."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.jobs import periodic

from . import tables


@periodic("comparing.tables", _("删除没有启用的数据源表格"), every=timedelta(hours=1))
def remove_tables(now: datetime) -> int:
    """Delete the rows of tables that were looked at and not put in place within a day."""
    return tables.remove_abandoned(now)
