# Por qué conviene escribir un borrador de otro modo, cada vez con su remedio.

lint-leak = Repite lo que se envió por error («{ $words }»). Nombre el correo solo por su fecha y hora.
lint-threat = «{ $words }» amenaza o toma un pie de página por un contrato. Pida, y dé las gracias.
lint-money = «{ $words }» ofrece dinero o admite responsabilidad. Eso lo aprueban antes la dirección y el seguro; quítelo.
lint-loud = El asunto «{ $words }» invita a mirar. Ponga uno discreto.
lint-blame = «{ $words }» culpa a algo o a otra persona. Diga lo que hizo usted.
lint-conditional = «{ $words }» condiciona la disculpa. Discúlpese por lo que hizo.
lint-no-actor = «{ $words }» dice que ocurrió, y no quién lo hizo. Escriba «yo» o «nosotros».
lint-promise = «{ $words }» promete lo que nadie puede prometer. Diga qué hace y para cuándo.
lint-reassurance = «{ $words }» afirma lo que nadie sabe. Diga lo que sabe y lo que no.
lint-long = Tiene { $words } palabras. Acórtelo: qué pasó, qué pide, a quién se responde.
