"""The figures, one file for each measurement. To add one, add a file that gives `BENCH`, a `bench.figure.Bench`."""
