# Unsere eigenen Nachrichten: Mitteilungen.

notice-held-subject = { $count ->
    [0] {"["}Nicht gesendet] Bitte prüfen: „{ $subject }“ ({ $id })
    [one] {"["}Nicht gesendet] 1 Adresse zu prüfen: „{ $subject }“ ({ $id })
   *[other] {"["}Nicht gesendet] { $count } Adressen zu prüfen: „{ $subject }“ ({ $id })
}
notice-held = Outguard hält eine Nachricht von Ihnen an. Niemand hat sie bekommen.
notice-message = {"  "}{ $subject }
    {"  "}an { $people }
notice-no-subject = (ohne Betreff)
notice-hidden = { $address } (Blindkopie)
notice-more = { $count ->
    [one] und 1 weitere Person
   *[other] und { $count } weitere
}
notice-why = Warum:
notice-why-held = Warum sie angehalten wurde:
notice-second-person = Eine zweite Person entscheidet darüber. Sie können die Empfänger noch ändern oder die Nachricht zurückziehen.
notice-look = Ansehen und entscheiden: { $url }
    oder: outguard show { $id }
notice-look-here = Ansehen und entscheiden: outguard show { $id }
notice-deadline = Entscheidet niemand, kommt sie am { $at } als Entwurf zu Ihnen zurück. Von selbst wird sie nie gesendet.
notice-answer = Oder antworten Sie mit einem Wort in der ersten Zeile: SENDEN sendet sie, ABBRECHEN zieht sie zurück.
notice-answer-domain = Oder antworten Sie: Die Domain jeder auffälligen Adresse in der ersten Zeile (ohne auffällige Adressen die Zahl der Personen) sendet sie, ABBRECHEN zieht sie zurück.
notice-answer-cancel = Oder antworten Sie mit ABBRECHEN in der ersten Zeile, um sie zurückzuziehen.

notice-digest-subject = { $count ->
    [one] {"["}Nicht gesendet] 1 Nachricht zu prüfen
   *[other] {"["}Nicht gesendet] { $count } Nachrichten zu prüfen
}
notice-digest = { $count ->
    [one] Outguard hält eine Nachricht von Ihnen an. Niemand hat sie bekommen.
   *[other] Outguard hält { $count } Nachrichten von Ihnen an. Niemand hat sie bekommen.
}
notice-reminder-subject = Noch nicht gesendet, wartet auf Sie ({ $id }): { $subject }

notice-unsure-subject = Vielleicht gesendet ({ $id }): { $subject }
notice-unsure = Outguard hat diese Nachricht dem nächsten Mailserver übergeben, und die Verbindung brach vor der Antwort ab.
notice-unsure-who = Niemand weiß, ob diese Personen sie haben:
notice-unsure-decide = Fragen Sie nach, dann entscheiden Sie:
    Sie haben sie nicht: outguard release { $id } (sendet noch einmal)
    Sie haben sie: outguard cancel { $id } (sendet nichts mehr)

notice-sent-subject = Gesendet, nachdem sie angehalten war: „{ $subject }“ ({ $id })
notice-changed-subject = Mit anderen Empfängern gesendet: „{ $subject }“ ({ $id })
notice-sent = Diese Nachricht von Ihnen war angehalten und ist jetzt gesendet.
notice-released-by = Das hat { $by } entschieden.
notice-not-to = Nicht zugestellt werden konnte sie an:
notice-changed = Was vor dem Senden geändert wurde:
notice-removed = { $from } wurde herausgenommen
notice-replaced = { $from } wurde durch { $to } ersetzt
notice-hidden-now = { $from } ist jetzt vor den anderen verborgen
notice-old-list = Die Kopie in Ihrem Ordner „Gesendet“ zeigt noch die alte Liste.

notice-cancelled-subject = Nicht gesendet, zurückgezogen: „{ $subject }“ ({ $id })
notice-cancelled = { $by } hat diese Nachricht von Ihnen zurückgezogen:
notice-nobody-has-it = Sie wurde vor dem Senden gestoppt: Niemand hat sie bekommen.
notice-may-have-left = Vielleicht war sie schon unterwegs: Fragen Sie die Empfänger.
notice-too-late = Für die anderen wurde sie gestoppt, aber diese haben sie schon:

notice-rejected-subject = Nicht gesendet, abgelehnt: „{ $subject }“ ({ $id })
notice-rejected = { $by } hat diese Nachricht von Ihnen abgelehnt; sie ging an niemanden:

notice-returned-subject = Nicht gesendet, als Entwurf zurück ({ $id }): { $subject }
notice-returned = Über diese Nachricht hat niemand rechtzeitig entschieden; sie ging an niemanden:

notice-draft = Ihr Mailprogramm zeigt sie vielleicht als gesendet an; das ist sie nicht. Die Nachricht hängt als Entwurf an: öffnen, ändern, was auffällt, und neu senden.

notice-pointer = An { $address }. Nicht gesendet; outguard show { $id }
notice-open = Ansehen

notice-wrong-page = Ging sie an die falsche Person? Sagen Sie es hier, die nächsten Schritte stehen bereit: { $url }
    oder: outguard incident open { $id }
notice-wrong = Ging sie an die falsche Person? Die nächsten Schritte stehen bereit: outguard incident open { $id }
notice-incident-page = Ansehen: { $url }
    oder: outguard incident show { $id }
notice-incident = Ansehen: outguard incident show { $id }

steps-due-subject = { $count ->
    [one] 1 Schritt ist fällig: { $id }
   *[other] { $count } Schritte sind fällig: { $id }
}
steps-due = { $count ->
    [one] Ein Schritt des Vorfalls { $id } ist fällig, und niemand hat ihn als erledigt gemeldet.
   *[other] { $count } Schritte des Vorfalls { $id } sind fällig, und niemand hat sie als erledigt gemeldet.
}
steps-due-line = { $n }. { $step } (fällig { $due })
steps-due-how = Ist ein Schritt erledigt oder geht er nicht, sagen Sie es dort, oder: outguard incident step { $id } N done. Können Sie ihn nicht tun, nennen Sie jemanden, der es kann: outguard incident assign { $id } N --owner WER
