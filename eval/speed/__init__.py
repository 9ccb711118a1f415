"""Speed, memory and quality beside what people would use instead: ``python -m eval.speed``."""
