// Sources of RondoEngine.
