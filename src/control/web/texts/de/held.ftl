# Die Seite einer Mail. Stufen und Arten sind Wörter innerhalb von Sätzen.
title-why = Warum wurde sie angehalten?
step-note = vermerkt
step-pass = geht durch
step-delay = Bedenkzeit
step-ask = fragt nach
step-tick = verlangt ein Häkchen
step-type = verlangt Abtippen
step-approve = fragt eine zweite Person
step-refuse = abgewiesen
kind-internal = arbeitet mit Ihnen
kind-client = Kunde
kind-partner = Partner
kind-external = außerhalb
kind-freemail = privates Postfach
kind-blocked = bekommt von hier keine Mail
held-since = angehalten am { $at }
from = von { $sender }
changed-title = Seit Sie hingesehen haben, hat sich etwas geändert.
changed-again = Es wurde nichts getan. Unten steht, wie es jetzt ist; bitte entscheiden Sie neu.
changed-replace = { $by } hat { $to } an die Stelle von { $from } gesetzt, { $at }.
changed-remove = { $by } hat { $from } herausgenommen, { $at }.
changed-bcc = { $by } hat { $from } vor den anderen verborgen, { $at }.
changed-release = { $by } hat sie freigegeben, { $at }.
changed-cancel = { $by } hat sie zurückgezogen, { $at }.
changed-approve = { $by } hat zugestimmt, { $at }.
changed-reject = { $by } hat abgelehnt, { $at }.
changed-stop = { $by } hat sie aufgehalten, { $at }.
changed-extend = { $by } hat die Frist verschoben, { $at }.
changed-return = Niemand hat entschieden; sie ging als Entwurf zurück, { $at }.
wrong-address = Das wurde nicht getan: Diese Adresse kann nicht an die Stelle treten. Vielleicht ist sie vertippt oder bekommt die Mail schon.
wrong-recipient = Das wurde nicht getan: Dieser Empfänger lässt sich so nicht ändern. Ziehen Sie die Mail zurück und senden Sie sie neu.
carries = { $file } geht an
swap = An jemand anderen statt an { $address } senden
swap-whom = Die gemeinte Adresse
swap-do = Ersetzen und noch einmal ansehen
nothing-odd = Nichts Auffälliges ist mehr übrig. Die Mail wartet darauf, dass Sie sie senden.
written = Sie schrieben
you-know = Sie kennen
in-directory = Im Verzeichnis
perhaps = Vielleicht meinen Sie
never-written = An diese Adresse haben Sie noch nie geschrieben.
written-before = { $count ->
        [one] bisher 1 Mail, am { $last }
       *[other] bisher { $count } Mails, die letzte am { $last }
    }
side-before = vor dem @
side-after = nach dem @
char-digit = die Ziffer { $c }
char-letter = der Buchstabe { $c }
char-sign = das Zeichen { $c }
char-foreign = ein Buchstabe einer anderen Schrift, { $c } ({ $code })
differs-other = { $side } ist das { $n }. Zeichen { $what }, nicht { $instead }
differs-extra = { $side } ist das { $n }. Zeichen zu viel: { $what }
differs-missing = { $side } fehlt hinter dem { $n }. Zeichen { $what }
differs-before = der Teil vor dem @ ist nicht { $known }
differs-after = die Domain ist nicht { $known }
more-findings = { $count ->
        [one] 1 weiterer Grund, unten unter „Warum wurde sie angehalten?“
       *[other] { $count } weitere Gründe, unten unter „Warum wurde sie angehalten?“
    }
would-reach = Was dort ankäme
file-unnamed = eine Datei ohne Namen
what-now = Was Sie tun können
fix-replace = Stattdessen an { $address } senden
fix-remove = { $count ->
        [one] { $address } entfernen, an die andere Person senden
       *[other] { $address } entfernen, an die anderen { $count } senden
    }
fix-remove-many = { $count ->
        [one] Diese { $many } Personen entfernen, an die andere senden
       *[other] Diese { $many } Personen entfernen, an die anderen { $count } senden
    }
fix-bcc = { $address } vor den anderen verbergen (Bcc) und senden
fix-bcc-many = { $count ->
        [one] Diese Person vor den anderen verbergen (Bcc) und senden
       *[other] Diese { $count } Personen voreinander verbergen (Bcc) und senden
    }
others = { $count ->
        [one] 1 weitere Person
       *[other] { $count } weitere Personen
    }
others-known = { $count ->
        [one] – jemand, den Sie kennen
       *[other] – alle davon kennen Sie
    }
others-more = { $count ->
        [one] und 1 weitere
       *[other] und { $count } weitere
    }
remove-one = Entfernen
replace-one = Durch { $address } ersetzen
send-as-it-is = So senden, wie sie ist
really-mean = Ich meine es wirklich so
tick-mean = Ja, ich meine
tick-missing = Nicht gesendet: Haken Sie jede Adresse an, die Sie meinen.
type-wrong = Nicht gesendet: Hier steht noch nicht { $text }.
check = Prüfen
fits = Das stimmt. Gesendet wurde nichts; drücken Sie jetzt den letzten Knopf.
reason = Warum? (bleibt im Journal)
send-only = An { $address } senden
send-including = { $count ->
        [one] An { $address } senden
       *[other] An { $count } Personen senden, darunter { $address }
    }
second-person = Ob sie gesendet wird, entscheidet eine zweite Person. Sie können sie ändern oder zurückziehen.
mail-text = Text der Mail
mail-quoted = Zitiert
mail-hidden = Text, der in der Mail nicht zu sehen ist
mail-html = Wie sie aussieht
mail-html-safe = Ohne Skripte, und nichts wird von anderswo geladen: Bilder können fehlen.
mail-html-cut = Eine sehr lange wird gekürzt.
mail-headers = Kopfzeilen
cut = Der Rest wird hier nicht gezeigt; im Entwurf steht alles.
draft = Die Mail als Datei holen, um sie zu ändern und neu zu senden
why = Warum wurde sie angehalten?
why-all = Was jede Prüfung sagt
why-held = Angehalten am { $at }: { $step }
why-judged = Heute beurteilt, { $at }: { $step }
why-differs = Heute wäre es „{ $now }“, beim Anhalten war es „{ $then }“: Frühere Mail oder Regeln haben sich seitdem geändert.
why-words = Dasselbe wie
why-outcome = Ergebnis
why-check = Prüfung
why-says = Was sie sagt
why-facts = Tatsachen
why-fired = angeschlagen
why-nearly = beinahe
why-silent = still
why-off = aus
deadline = Wenn Sie nichts tun, wird sie nicht gesendet. Am { $at } bekommen Sie sie als Entwurf zurück.
longer = Einen Tag länger
already = Darüber war schon entschieden; so steht es jetzt.
state-delayed = Geht um { $at } hinaus.
state-leaving = { $count ->
        [one] Geht jetzt an 1 Person hinaus.
       *[other] Geht jetzt an { $count } Personen hinaus.
    }
state-queued = Unterwegs.
state-unsure = Vielleicht gesendet.
state-sent = Gesendet.
state-partly = Gesendet, aber nicht an alle.
state-failed = Nicht zugestellt.
state-cancelled = Nicht gesendet: Sie wurde zurückgezogen.
state-rejected = Nicht gesendet: Eine zweite Person hat abgelehnt.
state-returned = Nicht gesendet: Sie ging als Entwurf zurück.
state-damaged = Nicht gesendet: Die gespeicherte Mail ist beschädigt.
means-delayed = Noch können Sie sie hier behalten oder zurückziehen.
means-leaving = Sie haben sie freigegeben. Noch können Sie sie aufhalten.
means-queued = Sie darf hinaus; Ihr Server hat sie noch nicht für alle angenommen. Outguard versucht es weiter.
means-unsure = Die Verbindung brach ab, bevor der Server antwortete. Fragen Sie nach, bevor Sie noch einmal senden.
means-sent = Ihr Server hat sie angenommen.
means-failed = Ihr Server hat sie endgültig abgewiesen. Sie wurden per Mail benachrichtigt.
means-cancelled = Niemand unten bekommt sie, außer wo es dabeisteht. Holen Sie den Entwurf, um sie zu ändern und neu zu senden.
means-rejected = Niemand bekommt sie. Den Grund haben Sie per Mail erhalten.
means-returned = Niemand hat rechtzeitig entschieden, also wurde sie nicht gesendet. Der Entwurf ging per Mail an den Absender zurück.
means-damaged = Gespeichert ist nicht, was angenommen wurde; deshalb wird sie nie gesendet. Bitte schreiben Sie sie neu.
in-seconds = In { $seconds } s
seconds-left = Sekunden übrig
window-over = Die Zeit zum Aufhalten ist vorbei.
stop = Aufhalten
keep = Behalten
leave-now = Jetzt senden
look-again = Neu ansehen
send-again = Noch einmal senden
fate-waiting = wartet
fate-removed = herausgenommen
fate-attempting = wird gerade übergeben
fate-sent = angenommen von { $host }, { $at }
fate-deferred = wird noch einmal versucht
fate-failed = abgewiesen
fate-unsure = hat sie vielleicht
sent-folder = Der Ordner „Gesendet“ Ihres Mailprogramms zeigt weiter die alten Empfänger: Es hat seine Kopie vor der Änderung abgelegt.
what-happened = Was geschehen ist
next = Nächste: { $id }
