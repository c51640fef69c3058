"""One sheet to carry: a report in the words of its reader, set as a PDF of one page by Typst."""
