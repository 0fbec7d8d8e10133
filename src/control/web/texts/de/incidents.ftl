# Incidents: what slipped through, and the hours after.
title-incidents = Vorfälle
title-incident = Vorfall
title-incident-new = Ich habe etwas falsch gesendet
inc-title = Vorfall { $id }: { $status }
inc-all-questions = Alle Fragen zu { $id }
inc-all-duties = Meldepflichten: { $id }
inc-none = Es gibt keinen Vorfall.
inc-none-open = Kein Vorfall ist offen.
inc-only-open = Nur offene
inc-also-closed = Auch abgeschlossene
inc-overdue = { $count ->
        [one] 1 Schritt ist überfällig.
       *[other] { $count } Schritte sind überfällig.
    }
inc-row = { $sender }, bemerkt { $at }.
inc-has-it = { $count ->
        [one] 1 Person hat sie, die sie nicht haben soll.
       *[other] { $count } Personen haben sie, die sie nicht haben sollen.
    }
inc-steps-open = { $count ->
        [one] 1 Schritt ist offen.
       *[other] { $count } Schritte sind offen.
    }
inc-next = Als Nächstes: { $step }, bis { $at }
inc-pages = Seiten der Liste
inc-before = Davor
inc-after = Danach
inc-already = Dazu gibt es schon einen Vorfall:
inc-not-over = Noch nicht alles davon ist gesendet. Halten Sie es zuerst an:
inc-message = Nachricht
inc-sent = Gesendet
inc-sender = Absender
inc-subject = Betreff
inc-to = An
inc-to-more = { $count ->
        [one] und 1 weitere Person
       *[other] und { $count } weitere Personen
    }
inc-open = Vorfall eröffnen
inc-another = Es war eine andere Nachricht
inc-only-two = Welche Nachricht, und wann es bemerkt wurde: Mehr braucht es für den Anfang nicht.
inc-lately = Welche Ihrer letzten Nachrichten?
inc-elsewhere = Eine andere Nachricht
inc-file = Die Nachricht als Datei (.eml), gespeichert aus Ihrem Ordner „Gesendet“
inc-message-id = Oder ihre Message-ID
inc-unknown-stays = Lassen Sie leer, was Sie nicht wissen: Es bleibt unbekannt und wird so aufgeführt.
inc-wrong = { $count ->
        [one] 1 Antwort passt nicht und wurde nicht gespeichert; alle anderen schon.
       *[other] { $count } Antworten passen nicht und wurden nicht gespeichert; alle anderen schon.
    }
inc-save = Speichern
inc-fits-number = Eine Zahl ab 0, in Ziffern.
inc-fits-addresses = E-Mail-Adressen, durch Kommas getrennt.
inc-fits-countries = Länder mit zwei Buchstaben, etwa DE, ES, US-CA.
inc-fits-time = Datum und Uhrzeit, etwa 2026-11-20 16:10.
inc-fits-text = Höchstens 2000 Zeichen.
inc-fits-choice = Eines davon.
inc-clock = Zeit
inc-noticed = Bemerkt { $at }; seither { $since }.
inc-opened = Eröffnet { $at } von { $by }.
inc-owner = Darum kümmert sich { $who }.
inc-happened = Was geschehen ist
inc-files = Dateien
inc-topics = Handelt von
inc-found = Darin gefunden
inc-markings = Vermerke
inc-guard = Der Wächter sagte
inc-answers = Was nur Sie wissen können
inc-more-questions = { $count ->
        [one] Alle Fragen; 1 ist nicht beantwortet
       *[other] Alle Fragen; { $count } sind nicht beantwortet
    }
inc-damage = Den Schaden begrenzen
inc-should-not = soll sie nicht haben:
inc-deletion = Wurden sie gebeten, sie zu löschen, und was haben sie geantwortet?
inc-state = Stand
inc-said = Was gesagt wurde
inc-attach = Eine Datei als Beleg, etwa die Antwort
inc-letters = Schreiben
inc-letters-how = Entwürfe für jeden Empfänger, für Ihre Führungskraft und andere. Von hier wird nichts gesendet: Das tun Sie selbst, und der Wächter prüft sie wie jede Mail.
inc-duties = Müssen wir es melden?
inc-duties-how = Wie Pflichten nach dem Bekannten aussehen. Ein Mensch entscheidet und schreibt auf, warum.
inc-duties-none = Nach dem bisher Bekannten sieht keine ausgelöst aus. Das heißt nicht, dass es keine gibt: Beantworten Sie die Fragen, und sehen Sie alle an.
inc-more-duties = { $count ->
        [one] Alle Pflichten, mit 1 weiteren
       *[other] Alle Pflichten, mit { $count } weiteren
    }
inc-no-duty = Keine.
inc-looks-triggered = Sieht ausgelöst aus
inc-looks-cannot-tell = Noch nicht zu sagen
inc-looks-not-triggered = Sieht nicht ausgelöst aus; entscheiden Sie mit Datenschutz oder Rechtsrat
inc-duty-to = An { $who }
inc-exception = Kann davon befreien, ein Mensch entscheidet: { $text }
inc-decide = Eine Entscheidung festhalten
inc-about = Worüber: eine Pflicht mit ihrem Kurznamen, oder Worte
inc-decided = Entschieden
inc-because = Weil
inc-write-down = Festhalten
inc-prevention = Damit es nicht wieder geschieht
inc-steps = Zeitplan
inc-due = Bis { $at }, { $who }.
inc-deputy = Vertretung: { $who }.
inc-done = Erledigt
inc-step-more = Einen Schritt auslassen, oder Notiz oder Beleg hinzufügen
inc-step = Schritt
inc-note = Notiz; wer auslässt, nennt einen Grund
inc-proof = Beleg
inc-parties = Wer es wissen muss, und wem eine Entschuldigung zusteht
inc-must = Muss es wissen.
inc-apology = Hat eine Entschuldigung verdient.
inc-told-by = Sagt es: { $who }; { $how }.
inc-told = Gesagt am { $at }.
inc-until = Bis { $at }.
inc-not = Nicht zu sagen: { $what }
inc-ways = Wege, wie es weitergeht
inc-timeline = Was wann geschah
inc-course-more = { $count ->
        [one] 1 frühere Zeile steht im Bericht.
       *[other] { $count } frühere Zeilen stehen im Bericht.
    }
inc-log = Festhalten, was getan oder gesagt wurde
inc-log-kind = Worum es geht
inc-log-text = In Worten
inc-log-at = Wann; leer: jetzt
inc-evidence = Belege
inc-keep = Eine Datei als Beleg aufbewahren
inc-what = Was es ist
inc-export = Berichte
inc-export-how = Zwei Fassungen, nur Tatsachen und intern, mit Schreiben und Kalender:
inc-closing = Abschließen
inc-closing-how = Er wird abgeschlossen mit dem Nachweis, dass der Wächter die Nachricht jetzt anhielte, oder mit schriftlicher Begründung.
inc-reason = Grund
inc-close = Vorfall abschließen
inc-reopen = Wieder öffnen
inc-language = Sprachen
inc-export-button = Berichte herunterladen
inc-changes = Was { $id } verhindert hätte
inc-changes-link = Was hätte es verhindert?
inc-changes-how = Die kleinste Änderung zuerst. Jede wurde an der Nachricht selbst erprobt, ihre Kosten an früherer Mail.
inc-changes-none = Es wurde keine Änderung des Wächters gefunden, die es verhindert hätte.
inc-replay = Ausprobieren: Hielte der Wächter sie jetzt an?
inc-change-forget = Vergessen, dass je Mail an { $address } ging
inc-change-ask = { $check } fragt wieder
inc-change-quiet = { $check } fragt wieder nach { $address }
inc-change-on = { $check } einschalten, in der Konfiguration
inc-change-with-insiders = Eine Regel, die fragt, wenn Kollegen und dieses Haus auf einer Mail stehen
inc-change-files = Eine Regel, die fragt, wenn eine Datei an dieses Haus geht
inc-change-address = Eine Regel, die fragt, wenn dieser Absender an diese Adresse schreibt
inc-change-does = Der Wächter: bisher { $before }, damit { $after }.
inc-change-cost = Er fragte { $asks } Mal öfter bei 100 Mails (gezählt an { $mails }).
inc-change-pack = Die Regel als Datei
inc-change-make = Diese Änderung vornehmen
inc-no-copy = Die Nachricht selbst ist nicht aufbewahrt; darum lässt sich an ihr nichts erproben. Eröffnen Sie den Vorfall mit einer Kopie aus Ihrem Ordner „Gesendet“.
