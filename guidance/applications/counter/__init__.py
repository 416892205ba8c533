"""The counter (窗口录入): a paper application is entered into the same form that citizens fill in, and decided nowhere here."""
