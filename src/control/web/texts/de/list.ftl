# Pages: list.
title-leaving = Geht bald hinaus
title-others = Wartet auf andere
title-done = Erledigt
title-assigned = Wartet auf meine Freigabe
list-lists = Listen
list-waiting-said = { $count ->
        [one] 1 Nachricht braucht Ihre Entscheidung. Nichts davon wird gesendet, wenn Sie es nicht sagen.
       *[other] { $count } Nachrichten brauchen Ihre Entscheidung. Nichts davon wird gesendet, wenn Sie es nicht sagen.
    }
list-leaving-said = { $count ->
        [one] 1 Nachricht geht von selbst hinaus. Bis dahin können Sie sie aufhalten.
       *[other] { $count } Nachrichten gehen von selbst hinaus. Bis dahin können Sie sie aufhalten.
    }
list-others-said = { $count ->
        [one] 1 Nachricht wartet auf eine zweite Person. Ohne deren Ja wird sie nicht gesendet.
       *[other] { $count } Nachrichten warten auf eine zweite Person. Ohne deren Ja wird keine gesendet.
    }
list-done-said = { $count ->
        [one] 1 Nachricht ist erledigt.
       *[other] { $count } Nachrichten sind erledigt.
    }
list-waiting-none = Auf Sie wartet nichts.
list-leaving-none = Nichts geht gerade hinaus.
list-others-none = Nichts wartet auf andere.
list-done-none = Noch ist nichts erledigt.
list-found = { $count ->
        [one] 1 Nachricht gefunden.
       *[other] { $count } Nachrichten gefunden.
    }
list-found-more = Mehr als { $count } Nachrichten gefunden. Mit einem weiteren Wort werden es weniger.
list-found-none = Nichts gefunden.
list-today-passed = { $count ->
        [one] 1 Nachricht ging heute ohne Rückfrage durch.
       *[other] { $count } Nachrichten gingen heute ohne Rückfrage durch.
    }
list-today-sent = { $count ->
        [one] 1 Nachricht wurde heute nach einer Prüfung gesendet.
       *[other] { $count } Nachrichten wurden heute nach einer Prüfung gesendet.
    }
list-today-stopped = { $count ->
        [one] 1 Nachricht wurde heute aufgehalten.
       *[other] { $count } Nachrichten wurden heute aufgehalten.
    }
list-words = Wörter, Person oder Kürzel
list-reason = Grund
list-any-reason = alle
list-whose = Wessen
list-mine = meine
list-everyones = die von allen
list-sender = Absender
list-sort = Reihenfolge
list-sort-oldest = älteste zuerst
list-sort-newest = neueste zuerst
list-sort-ending = was zuerst endet
list-apply = Suchen
list-clear = Alle zeigen
list-from = von
list-to = an
list-and-more = { $count ->
        [one] und 1 weitere Person
       *[other] und { $count } weitere
    }
list-subject = „{ $subject }“
list-held-for = seit { $age }
list-goes-back = geht an Sie zurück: { $when }
list-leaves = geht hinaus um { $when }
list-state-held = wartet
list-state-delayed = geht bald hinaus
list-state-queued = unterwegs
list-state-unsure = vielleicht gesendet
list-state-sent = gesendet
list-state-failed = nicht zustellbar
list-state-cancelled = nicht gesendet, zurückgezogen
list-state-rejected = nicht gesendet, abgelehnt
list-state-returned = nicht gesendet, zurückgegeben
list-state-damaged = beschädigt, wird nie gesendet
list-select = { $id } auswählen
list-with-selected = Die ausgewählten:
list-one-by-one = Gesendet wird einzeln.
list-keep = Einen Tag länger behalten
list-kept = { $count ->
        [0] Nichts wird länger behalten.
        [one] 1 Nachricht wird einen Tag länger behalten.
       *[other] { $count } Nachrichten werden einen Tag länger behalten.
    }
list-withdrawn = { $count ->
        [0] Nichts wurde zurückgezogen.
        [one] 1 Nachricht wird nicht gesendet.
       *[other] { $count } Nachrichten werden nicht gesendet.
    }
list-not-withdrawn = { $count ->
        [one] 1 blieb, wie sie ist:
       *[other] { $count } blieben, wie sie sind:
    }
list-next = Nächste Seite
list-first = Erste Seite
list-live = Diese Liste aktuell halten
list-news = { $count ->
        [0] Jetzt wartet nichts auf Sie.
        [one] Jetzt braucht 1 Nachricht Ihre Entscheidung.
       *[other] Jetzt brauchen { $count } Nachrichten Ihre Entscheidung.
    }
list-age-now = weniger als einer Minute
list-age-minutes = { $count ->
        [one] 1 Minute
       *[other] { $count } Minuten
    }
list-age-hours = { $count ->
        [one] 1 Stunde
       *[other] { $count } Stunden
    }
list-age-days = { $count ->
        [one] 1 Tag
       *[other] { $count } Tagen
    }
list-today = heute { $time }
list-tomorrow = morgen { $time }
list-on = { $day }, { $time }
list-day = { $weekday }, { $day }. { $month }
list-weekday-1 = Mo.
list-weekday-2 = Di.
list-weekday-3 = Mi.
list-weekday-4 = Do.
list-weekday-5 = Fr.
list-weekday-6 = Sa.
list-weekday-7 = So.
list-month-1 = Januar
list-month-2 = Februar
list-month-3 = März
list-month-4 = April
list-month-5 = Mai
list-month-6 = Juni
list-month-7 = Juli
list-month-8 = August
list-month-9 = September
list-month-10 = Oktober
list-month-11 = November
list-month-12 = Dezember
