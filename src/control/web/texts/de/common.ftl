# Seiten. Platzhalter sind Adressen, Namen und Zeiten, wie sie sind.
title-sign-in = Anmelden
title-waiting = Wartet auf mich
title-held = Eine angehaltene Mail
title-failure = Das ging nicht
sign-in-as = Als { $who } anmelden
sign-in-how = Öffnen Sie den Link, den `outguard open` auf dem Rechner ausgibt, auf dem Outguard läuft.
sign-out = Abmelden
nothing-waits = Nichts wartet.
waiting-count = { $count ->
        [one] 1 Mail braucht Ihre Entscheidung. Nichts davon geht ohne Ihr Wort hinaus.
       *[other] { $count } Mails brauchen Ihre Entscheidung. Nichts davon geht ohne Ihr Wort hinaus.
    }
open = Öffnen
not-sent-yet = Noch nicht gesendet.
remove = { $address } entfernen
replace = Stattdessen an { $address } senden
dont-send = Nicht senden
send-to = { $count ->
        [one] An 1 Person senden
       *[other] An { $count } Personen senden
    }
tick = Ja, ich meine { $address }
type = Geben Sie { $text } ein, um zu zeigen, dass Sie es gelesen haben
back = Zurück
skip = Zum Inhalt
nav = Seiten
theme-light = Hell
theme-dark = Dunkel
theme-system = Wie das System
keys = Tasten
keys-move = vor und zurück
keys-repair = zur besten Änderung
keys-cancel = zu „Nicht senden“
keys-keep = behalten, solange sie hinausgeht
keys-send = zum Senden-Knopf, ohne ihn zu drücken
keys-help = diese Liste
keys-on = Einzelne Buchstaben sind Tasten
close = Schließen
