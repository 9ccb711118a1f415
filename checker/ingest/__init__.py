"""From a page, file or feed to statements: read, recognised, compared with what is there."""
