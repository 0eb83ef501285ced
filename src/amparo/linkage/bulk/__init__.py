"""Series of a table that is too large for one memory: one method, on DuckDB or Spark."""
