# Rückruf: wer sie hat, was noch versucht werden kann, was man lässt.

fate-stopped = vor dem Senden gestoppt, { $at }, von { $by }
fate-removed = vor dem Senden herausgenommen
fate-waits = { $state ->
    [held] nicht gesendet: sie ist angehalten
    [delayed] nicht gesendet: die Frist zum Zurücknehmen läuft noch
    [queued] noch nicht gesendet: sie wartet auf den nächsten Mailserver
    [deferred] noch nicht gesendet: es wird wieder versucht
    [leaving] wird in diesem Augenblick übergeben: Fragen Sie in einer Minute noch einmal
    [damaged] wird nie gesendet: die gespeicherten Bytes sind beschädigt
   *[other] noch nicht gesendet
}
fate-taken = von { $host } angenommen, { $at } (Antwort { $reply }), zu spät
fate-unsure = unbekannt: die Verbindung brach nach dem letzten Punkt ab, { $at }
fate-failed = nicht zugestellt: { $reply }
fate-unknown = unbekannt: sie ging nie durch Outguard

recall-nobody = Niemand hat sie.
recall-stopped = { $count ->
    [one] Für 1 Person vor dem Senden gestoppt.
   *[other] Für { $count } Personen vor dem Senden gestoppt.
}
recall-nothing = Es war nichts mehr zu stoppen.
recall-reached = { $count ->
    [one] 1 Person hat sie.
   *[other] { $count } Personen haben sie.
}
recall-unsure = { $count ->
    [one] Bei 1 Person weiß es niemand.
   *[other] Bei { $count } Personen weiß es niemand.
}
recall-leaving = { $count ->
    [one] An 1 Person wird sie in diesem Augenblick übergeben.
   *[other] An { $count } Personen wird sie in diesem Augenblick übergeben.
}
recall-more = { $count ->
    [one] und 1 weitere Person, ebenso angenommen
   *[other] und { $count } weitere, ebenso angenommen
}
recall-hidden = Blindkopie
recall-odd = auffällig
recall-next = Was noch versucht werden kann, in dieser Reihenfolge:
recall-not = Was Sie nicht tun sollten:
recall-incident = Für das Weitere (wer bis wann davon wissen muss, Schreiben, Pflichten): outguard incident open { $id }
recall-again = Fragen Sie in einer Minute noch einmal: outguard recall { $id }

recall-subject-nobody = [Rückruf] Niemand hat sie ({ $id })
recall-subject-late = [Rückruf] Nicht alles wurde gestoppt ({ $id })
recall-draft = Die Nachricht ist als Entwurf angehängt.
recall-unknown = Darin ist keine Nachricht von Ihnen genannt, die durch Outguard ging. Leiten Sie die gesendete Nachricht als Anhang weiter, oder sagen Sie, welche es ist: outguard recall '<Message-ID>'

try-links = Liegt das Vertrauliche hinter einem geteilten Link, widerrufen Sie jetzt den Link und seine Rechte. Das sieht niemand, und wer ihn noch nicht geöffnet hat, kann es nicht mehr.
try-postfix = Ihr eigener Mailserver hat sie vielleicht noch. Postfix: zuerst anhalten (postsuper -h { $queue }), prüfen, ob es die richtige ist (postcat -q { $queue } muss Message-ID { $message } zeigen), erst dann löschen (postsuper -d { $queue }). Queue-IDs werden wiederverwendet; löschen Sie also nichts ungesehen.
try-exim = Exim: einfrieren (exim -Mf { $queue }), den Kopf ansehen (exim -Mvh { $queue } muss Message-ID { $message } zeigen), dann entfernen (exim -Mrm { $queue }).
try-jmap = Ein Server, der JMAP spricht und sie noch zurückhält: den undoStatus ihrer EmailSubmission von „pending“ auf „canceled“ setzen; „final“ ist zu spät.
try-microsoft = Kollegen im selben Microsoft-365-Mandanten: Bitten Sie den Administrator, sie anhand der Message-ID { $message } aus deren Postfächern zu löschen (Purview: Suchen und Bereinigen) oder innerhalb des Mandanten zurückzurufen. Beides erreicht niemanden außerhalb.
try-workspace = Kollegen in derselben Google-Workspace-Domain: Bitten Sie den Administrator, sie anhand der Message-ID { $message } im Sicherheits-Prüftool zu suchen und aus deren Postfächern zu löschen.
try-colleague = Rufen Sie diese Kollegen an: Sie sollen sie weder lesen noch weiterleiten und überall löschen.
try-deletion = Rufen Sie zuerst an, wenn Sie die Personen kennen; dann schreiben Sie jeder einzeln eine kurze Nachricht: Sie kam durch Ihr Versehen; bitte nicht lesen, verwenden oder weiterleiten; überall löschen, auch aus dem Papierkorb und auf anderen Geräten; das bestätigen. Kein Wort zum Inhalt.
try-postmaster = Deren IT-Abteilung oder postmaster@{ $domain } kann sie vielleicht unter Quarantäne stellen, bevor sie gelesen wird. Nur wenn Vorgesetzte oder Rechtsabteilung zustimmen: Es vergrößert den Kreis.

not-list = Schreiben Sie nicht noch einmal an dieselbe Liste: an jede Person eine eigene Nachricht, von Outguard geprüft.
not-recall = Kein Rückruf nach außen, kein „dringend“, kein „vertraulich, bitte löschen“ im Betreff, keine zweite und dritte Nachricht: All das macht neugierig.
not-quote = Zitieren, beschreiben und versenden Sie das Fehlgeleitete nicht noch einmal.
not-threaten = Keine Drohungen, und kein Disclaimer, als ob er jemanden bände.
not-invent = Kein erfundener Grund, keine Schuld bei Technik oder Kollegen, keine Zusage über Folgen.
not-erase = Löschen Sie keine eigenen Kopien, Protokolle oder Chats darüber: Sie sind Belege. Bitten Sie niemanden, in den Systemen der Empfänger zu suchen.
not-guess = Keine Vermutungen gegenüber betroffenen Personen, und nicht mehr Menschen als nötig.
not-wait = Warten Sie nicht auf Gewissheit, bevor Sie Vorgesetzte und Datenschutzbeauftragte informieren: Fristen können schon laufen.
not-rely = Verlassen Sie sich nicht allein auf „ist gelöscht“: Bitten Sie um eine schriftliche Löschbestätigung.
not-pay = Bieten Sie kein Geld an und erkennen Sie keine Haftung an, bevor Vorgesetzte und Versicherung zustimmen. Sich für das Versehen zu entschuldigen ist etwas anderes.
