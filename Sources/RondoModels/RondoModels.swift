// Sources of RondoModels.
