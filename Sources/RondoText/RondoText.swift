// Sources of RondoText.
