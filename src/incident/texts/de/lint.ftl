# Warum ein Entwurf anders geschrieben werden sollte, jeweils mit Abhilfe.

lint-leak = Er wiederholt, was fehlgeleitet wurde („{ $words }“). Nennen Sie die E-Mail nur nach Datum und Uhrzeit.
lint-threat = „{ $words }“ droht oder hält eine Fußzeile für einen Vertrag. Bitten Sie, und danken Sie.
lint-money = „{ $words }“ bietet Geld an oder erkennt eine Haftung an. Dem stimmen erst Vorgesetzte und Versicherung zu; lassen Sie es weg.
lint-loud = Der Betreff „{ $words }“ lädt zum Nachsehen ein. Nehmen Sie einen ruhigen.
lint-blame = „{ $words }“ gibt etwas oder jemand anderem die Schuld. Sagen Sie, was Sie selbst getan haben.
lint-conditional = „{ $words }“ macht die Entschuldigung von etwas abhängig. Entschuldigen Sie sich für das, was Sie getan haben.
lint-no-actor = „{ $words }“ sagt, dass es geschah, und nicht, durch wen. Schreiben Sie „ich“ oder „wir“.
lint-promise = „{ $words }“ verspricht, was niemand versprechen kann. Sagen Sie, was Sie tun und bis wann.
lint-reassurance = „{ $words }“ behauptet, was niemand weiß. Sagen Sie, was Sie wissen und was nicht.
lint-long = Er hat { $words } Wörter. Kürzen Sie ihn: was geschah, worum Sie bitten, wem man antwortet.
