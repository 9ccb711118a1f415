"""What the HTTP API takes and answers, as OpenAPI 3.1: models, operations, and the document made of them."""
