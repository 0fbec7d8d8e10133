# Was ein Rückblick sagt.
title = Wonach Outguard gefragt hätte
footer = Beurteilt mit dem, was bekannt war, als jede Mail ging. Nichts davon wurde behalten.

mails = Mails
mails-of = { $mails }, davon { $past } mit Vorgeschichte: Die ersten { $least } jedes Absenders lehren nur
period = Von – bis
period-of = { $first } – { $last }
senders = Absender
budget = Budget
budget-of = { $asks } von 100 Mails eines Absenders für das Gelernte (policy.asks_per_100)
left-out = Ausgelassen
left-out-of = { $damaged } beschädigte, { $copies } Kopien, { $others } von anderen
unread = Nicht lesbar
unread-of = { $place }: { $why }
why-no-header = kein Kopf
why-no-sender = kein Absender
why-no-recipient = kein Empfänger
why-no-date = kein Datum
why-too-large = größer, als eine Nachricht sein darf
why-cannot-be-read = nicht lesbar
asked = Gefragt worden wäre bei { $asks } von { $mails } Mails: { $share } von 100.
asked-none = Gefragt worden wäre bei keiner von { $mails } Mails.
busiest = Am meisten am { $day }: { $asks } von { $mails } Mails.

rules = Nach Prüfung und Regel
rules-none = Nichts wurde bemerkt.
rules-chart = Mails, bei denen sie fragt, von 100
rule = Prüfung oder Regel
asks = Fragen
per-100 = Von 100
alone = Nur sie fragt
looks-for = Sucht nach
notes = Notizen
months = Nach Monat
months-chart = Mails, die gewartet hätten, von 100
month = Monat

slips = Eingebaute Versehen
slips-how = In Kopien von { $count } Mails wurde ein Empfänger so vertauscht oder ergänzt, wie es Menschen versehentlich tun. Als gefangen gilt, was nach dem falschen Empfänger selbst fragt.
slips-none = Keine wurden eingebaut: Niemand hatte schon { $least } Mails gesendet, es war also zu wenig bekannt.
slips-chart = Gefangene Versehen, von 100
slip = Versehen
planted = Eingebaut
caught = Gefangen
caught-then = Mit den anderen gefangen
by-history = Durch das Gelernte allein
form-autocomplete = jemand, der gleich beginnt
form-samedomain = jemand anderes derselben Firma
form-lookalike = Namensähnlicher einer anderen Firma
form-replyall = ein Externer mehr beim Antworten an alle
form-stray = ein Kontakt ohne Bezug
form-typo = eine vertippte Adresse
form-directory = Namensgleicher aus dem Verzeichnis

budgets = Was ein Budget fängt
budgets-how = Dieselben Mails unter anderen Werten von policy.asks_per_100. Gefragt und gefangen heißt hier, was die Werte aus früherer Mail allein tun, ohne jede andere Prüfung; gefragt zählt von den { $count } Mails mit Vorgeschichte.
budgets-chart = Gefangene Versehen, von 100
budget-asked = Gefragt, von 100 mit Vorgeschichte

people = Nach Absender
sender = Absender
cut = Schwelle
cut-none = zu wenig gelernt
cut-notes = { $cut }, nur Notizen

compared = Mit den anderen Regeln
compared-of = Sie hätten bei { $asks } von { $mails } Mails gefragt: { $share } von 100. { $more } mehr, { $less } weniger.
compared-same = Beide fragen bei denselben Mails.
now = Jetzt
then = Mit den anderen
more = Nur mit den anderen Regeln gefragt
less = Mit den anderen Regeln nicht mehr gefragt
notes-now = Notizen jetzt
notes-then = Notizen mit den anderen
notes-more = Nur mit den anderen Regeln notiert
notes-less = Mit den anderen Regeln nicht mehr notiert

list = Die Mails hinter den Zahlen
list-none = Es gibt keine.
notes-list = Mails, zu denen nur etwas notiert wird
list-more = { $count } weitere stehen in der Ausgabe von --json.
date = Datum
from = Von
to = An
why = Prüfungen und Regeln
subject = Betreff
and-more = und { $count } weitere
