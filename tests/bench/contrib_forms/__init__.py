"""A form page of `wagtail.contrib.forms`, as its handbook has it: only what the bench of forms compares with."""
