# Pages: tune.
title-tune = Wie oft gefragt wird
title-quiet = Nicht mehr fragen
month-of-one = { $count ->
        [one] Diesen Monat 1 Nachfrage bei { $mails } Mails; Sie haben { $changed } geändert.
       *[other] Diesen Monat { $count } Nachfragen bei { $mails } Mails; Sie haben { $changed } geändert.
    }
month-of-all = { $count ->
        [one] Diesen Monat 1 Nachfrage bei { $mails } Mails; { $changed } geändert.
       *[other] Diesen Monat { $count } Nachfragen bei { $mails } Mails; { $changed } geändert.
    }
month-why = Warum diese?
tune-budget = { $count ->
        [one] Wegen früherer Mail fragte es einmal, bei { $share } von 100 Mails; { $allowed } von 100 sind erlaubt.
       *[other] Wegen früherer Mail fragte es { $count } Mal, bei { $share } von 100 Mails; { $allowed } von 100 sind erlaubt.
    }
tune-nothing = Noch hat nichts nachgefragt.
tune-caption = Die letzten 50 Entscheidungen jeder Prüfung, und dieser Monat
tune-check = Prüfung
tune-asks = Gefragt
tune-changed = Geändert
tune-quick = Unter 2 s
tune-month = Dieser Monat
tune-setting = Stufe
tune-proposed = Das Nachfragen ändert nichts, oder niemand liest es.
tune-only-note = Nur notieren
tune-ask-again = Wieder fragen
tune-eased = Notiert nur
tune-since = seit { $date }, von { $by }
tune-people = Personen, dieser Monat
tune-person = Person
tune-mails = Mails
tune-thresholds = Schwellen
tune-thresholds-ask = Jede Mail hat einen Wert nach der früheren Mail des Absenders. Über der Schwelle wird gefragt.
tune-thresholds-note = Jede Mail hat einen Wert nach der früheren Mail des Absenders. Über der Schwelle wird nur notiert, weil policy.asks_per_100 auf 0 steht.
tune-learnt = Gelernte Mails
tune-threshold = Schwelle
tune-above = Darüber, von den letzten 100
tune-quiet-for = { $count ->
        [one] noch keine: 1 Mail fehlt
       *[other] noch keine: { $count } Mails fehlen
    }
tune-not-yet = noch nicht berechnet
tune-more = { $count ->
        [one] Noch ein Absender: outguard history list
       *[other] { $count } weitere Absender: outguard history list
    }
quiet-list = Wird nicht mehr gefragt
quiet-none = Nach allem Auffälligen wird gefragt.
quiet-dates = { $owner }, seit { $since }, bis { $until }
quiet-offer = Sie haben das zweimal ohne Änderung bestätigt: { $title }.
quiet-button = Ein halbes Jahr lang nicht mehr nach { $address } fragen
quiet-not-offered = Danach wird weiter gefragt: Es wurde nicht zweimal bestätigt, oder es ist jedes Mal etwas anderes.
