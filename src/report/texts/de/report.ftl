# Was jeder Bericht um seinen Inhalt herum sagt.

reference = Aktenzeichen
made = Erstellt
classification = Einstufung
page = Seite { $number } von { $all }

check-open = offen
check-done = erledigt
check-skipped = ausgelassen
check-overdue = überfällig

callout-notice = Hinweis
callout-warning = Achtung
callout-overdue = Überfällig

due = Fällig: { $at }
due-unknown = Es ist nicht bekannt, wann dies fällig ist
clock-running = läuft
clock-soon = bald fällig
clock-overdue = überfällig
clock-met = eingehalten
clock-unknown = nicht bekannt

chart-numbers = Die Zahlen
