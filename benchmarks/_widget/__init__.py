"""The parts of the widget's benchmark (benchmarks/widget.py): guests, the browser's figures, Lighthouse."""
