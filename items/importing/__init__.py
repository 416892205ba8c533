"""Bringing guides in from spreadsheets and taking them out again.

`reading` opens files, `guides` turns sheets of one guide, `columns` and `sheets` say what each heading means, `values` reads cells,
`writing` brings one item to what its row says, `run` goes through a file, `exporting` is the way back.
"""
