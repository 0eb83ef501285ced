"""Cases to series: mentions, purity, series, the live match, judgements, simulator, evaluation."""
