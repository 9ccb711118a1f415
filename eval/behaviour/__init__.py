"""The behavioural suite: what the product must be able to do, one capability at a time.

After CheckList (Ribeiro et al. 2020). ``capabilities.toml`` says what is asked and which answer
is right, ``topics.toml`` what about; every capability has one case for each topic.
"""
