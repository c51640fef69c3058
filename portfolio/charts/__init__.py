"""Charts: frozen results in, a Plotly figure, its sentence, its alternative text and its table out."""
