"""XLSForm workbooks: a form in Excel, read through pyxform and written for round trips."""
