"""The only door to Oscar. Everything that knows how Oscar works is here; its classes and models are loaded
when they are called for, so that forked apps are found.
"""
