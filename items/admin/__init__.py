"""The items' part of the Wagtail admin."""
