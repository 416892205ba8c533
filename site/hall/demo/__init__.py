"""The demo city: a spreadsheet of guides, people, forms and some weeks of work, all through the hall's own verbs."""
