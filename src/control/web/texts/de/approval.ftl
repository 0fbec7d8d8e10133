# Seiten: Freigabe durch Zweite.
title-asked = Wartet auf Sie als zweite Person
title-asked-one = Eine Nachricht, zu der Sie gefragt werden
nobody-asks = Niemand fragt Sie etwas.
from-whom = von { $sender }
senders-reason = Begründung: { $reason }
urgent = Der Absender nennt es eilig.
wants-to-send = { $sender } möchte dies senden
would-go-to = { $count ->
        [one] Es ginge an 1 Person
       *[other] Es ginge an { $count } Personen
    }
files = Dateien
why-asked = Warum Sie gefragt werden
body = Die Nachricht
body-cut = Der Rest wird nicht gezeigt.
open-body = Text der Nachricht zeigen
open-logged = Im Protokoll steht, dass Sie ihn geöffnet haben.
reject-line = Warum nicht? Diese Zeile bekommt der Absender.
reject = Ablehnen
approve = { $count ->
        [one] Freigeben: an 1 Person senden
       *[other] Freigeben: an { $count } Personen senden
    }
goes-on-to = Wenn Sie nicht entscheiden, wird auch { $person } gefragt.
away-title = Ich bin abwesend
away-until = Sie gelten als abwesend bis { $at }.
away-to = So lange entscheidet { $person }.
away-until-when = Bis wann? Ein Tag, eine Uhrzeit oder eine Dauer wie 3d
away-to-whom = Wer entscheidet so lange? Kann leer bleiben
away-do = Ich bin abwesend
back-now = Ich bin zurück
decide-there = Als zweite Person darüber entscheiden
plead-why = Was sollen sie wissen? Sie lesen diese Zeile.
plead-urgent = Es eilt: früher jemand anders fragen
plead-do = Mitteilen
send-alone = Ohne sie senden
send-alone-how = Nur wo die Regel es erlaubt: mit einer schriftlichen Begründung, die aufbewahrt und denen mitgeteilt wird, die entschieden hätten.
send-alone-why = Warum?
send-alone-do = Mit dieser Begründung senden
asked-until = { $person } ist gefragt, bis { $at }.
asked-now = { $person } ist gefragt.
asked-for = { $person } ist gefragt, für { $whom }.
asked-then = Danach wird auch { $person } gefragt.
asked-nobody = Im Augenblick kann niemand gefragt werden.
