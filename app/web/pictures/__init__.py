"""Pictures of figures: where each mark stands. Pure geometry; `components/pictures.html` draws it, a table says it too.

Marks that are not placed by their figures in both directions stand in percent of the page's width, so that one
drawing fits a phone and a wide page.
"""
