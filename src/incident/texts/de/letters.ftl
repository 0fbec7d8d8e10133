# Briefe, nachdem eine E-Mail fehlgeleitet wurde. Kein Wort über ihren Inhalt; man dankt und bittet, man droht nie.

# Wörter aller Briefe.
letter-hello = Guten Tag,
letter-hello-name = Guten Tag { $name },
letter-regards = Mit freundlichen Grüßen
letter-open = [bitte ergänzen: { $slot }]
letter-md-to = An: { $people }
letter-md-missing = Vor dem Senden zu ergänzen: { $slots }
letter-message-id = Message-ID: { $id }
letter-its-subject = Betreff: { $subject }
letter-digest = SHA-256 der Nachricht: { $digest }
letter-none = noch nichts
letter-not-known = noch nicht bekannt
letter-more = { $count ->
    [one] 1 weitere Person
   *[other] { $count } weitere Personen
}
letter-at-least = mindestens { $people }
letter-change = Was sich ändert: { $change }
letter-slot = { $slot ->
    [sent] wann sie gesendet wurde
    [people] um wen es geht
    [effect] was es für die Empfänger bedeutet
    [repair] was zur Abhilfe getan wurde
    [boss] Name der Führungskraft
    [message-id] die Message-ID
    [id] die Message-ID
    [consequences] die wahrscheinlichen Folgen
    [advice] was die Betroffenen tun können
    [data] die Arten von Daten
    [data-protection] Datenschutzbeauftragte/r mit Kontakt
    [next] wann Sie wieder berichten
    [account] wer Fragen beantwortet
    [organisation] die Organisation
    [recipients] wie viele sie haben
    [categories] die Kategorien betroffener Personen
    [change] was sich ändert
   *[other] { $slot }
}
letter-kind = { $kind ->
    [contact] Namen und Kontaktdaten
    [identity-number] Ausweis- und Kennnummern
    [behaviour] Daten über Verhalten
    [money] Finanzdaten
    [health] Gesundheitsdaten
    [special] besondere Kategorien personenbezogener Daten
    [login] Zugangsdaten
    [employment] Beschäftigtendaten
   *[other] { $kind }
}
letter-people-kind = { $kind ->
    [employees] Beschäftigte
    [clients] Kundinnen und Kunden
    [patients] Patientinnen und Patienten
    [children] Kinder
    [applicants] Bewerberinnen und Bewerber
    [members] Mitglieder
   *[other] andere
}
letter-recipients = { $count ->
    [one] 1 Adresse
   *[other] { $count } Adressen
}
letter-recipients-unknown = eine uns noch nicht bekannte Zahl von Adressen
letter-asked = { $count ->
    [one] Wir haben 1 Person gebeten, sie zu löschen.
   *[other] Wir haben { $count } Personen gebeten, sie zu löschen.
}
letter-confirmed = { $count ->
    [one] 1 Person hat uns die Löschung bestätigt.
   *[other] { $count } Personen haben uns die Löschung bestätigt.
}
letter-spared = { $count ->
    [one] 1 Zustellung vor dem Senden gestoppt
   *[other] { $count } Zustellungen vor dem Senden gestoppt
}
letter-card-confirmed = { $count ->
    [one] 1 Löschbestätigung liegt vor
   *[other] { $count } Löschbestätigungen liegen vor
}
letter-done = { $step ->
    [stop] gestoppt, was zu stoppen war
    [links] geteilte Links geschlossen
    [purge] IT-Sicherheit gebeten, sie aus den eigenen Postfächern zu nehmen
    [compliance] Compliance verständigt
    [counsel] Rechtsabteilung verständigt
    [call] Datenschutz angerufen
    [principal] Auftraggeber verständigt
    [contact] um Löschung gebeten
    [freeze] Nachweise gesichert
   *[other] { $step }
}
letter-cause = { $mechanism ->
    [autocomplete] Ich habe aus den Vorschlägen beim Tippen eine falsche Adresse genommen und sie nicht noch einmal gelesen.
    [name-substitution] Ich habe den Namen der Person getippt, an die ich dachte, statt derjenigen, der ich schreiben wollte.
    [reply-all] Ich habe allen geantwortet statt einer Person.
    [cc-for-bcc] Ich habe die Adressen in Kopie gesetzt statt in Blindkopie.
    [list-expansion] Ich habe an einen Verteiler geschrieben, ohne nachzusehen, wer darauf steht.
    [wrong-attachment] Ich habe eine andere Datei angehängt, als ich wollte.
    [hidden-content] Ich habe etwas weitergegeben, ohne anzusehen, was darunter oder dahinter steht.
    [forward-chain] Ich habe einen Verlauf weitergeleitet, ohne zu lesen, was darunter steht.
    [lookalike-domain] Ich habe eine Adresse genommen, die der richtigen fast gleicht.
    [old-address] Ich habe eine Adresse benutzt, die inzwischen jemand anderem gehört.
    [wrong-sender-identity] Ich habe aus einem anderen Postfach geschrieben, als ich wollte.
    [shared-mailbox] Ich habe an ein Postfach geschrieben, das mehr Personen lesen, als ich dachte.
    [mobile-tap] Ich habe auf dem Telefon den falschen Eintrag angetippt.
    [link-permission] Ich habe einen Link geteilt, den mehr Personen öffnen können, als ich dachte.
   *[other] Ich habe sie falsch adressiert und die Adressen nicht noch einmal gelesen.
}
letter-cause-open = Ich habe sie falsch adressiert und die Adressen nicht noch einmal gelesen; wie es dazu kam, sehe ich mir später an.

# Die Führungskraft.
letter-meeting-subject = Heute 15 Minuten?
letter-meeting-ask = Ich möchte Sie heute 15 Minuten unter vier Augen sprechen.
letter-meeting-when = Wann passt es Ihnen? Ich komme vorbei oder rufe an.
letter-card-subject = Karte für das Gespräch (nicht zum Senden)
letter-card-what = Was: Eine E-Mail von mir vom { $sent } ging an { $people }; sie war nicht dafür bestimmt.
letter-card-stopped = Was: Eine E-Mail von mir vom { $sent } war auf dem Weg an { $people }; sie wurde gestoppt, bevor jemand sie hatte.
letter-card-did = Was ich getan habe: { $did }
letter-card-impact = Auswirkung, soweit bekannt: { $impact }
letter-card-unknown = Unbekannt: { $unknown }
letter-card-done = Bisher getan: { $done }
letter-card-option = { $mark }) { $option ->
    [send-right] an die richtige Person senden
    [guard] bei dieser Adresse künftig nachfragen lassen
    [counsel-first] zuerst spricht die Rechtsabteilung mit der Person
    [call-and-ask] ich rufe an und bitte dann in einer kurzen E-Mail um Löschung
    [mail-and-ask] ich bitte in einer kurzen E-Mail um Löschung
    [boss-calls] Sie rufen selbst an
    [data-protection] der Datenschutz entscheidet heute über Meldungen
    [meet-client] wir sprechen mit dem Kunden, mit Tatsachen und Terminen
    [make-good] wir schlagen etwas zum Ausgleich vor, sobald Sie und die Versicherung zustimmen
    [four-eyes] eine zweite Person sieht meine Post nach außen eine Zeit lang an
    [step-back] ich gebe die Sache ab; nicht heute zu entscheiden
   *[other] { $option }
}
letter-card-recommend = Ich empfehle, mit { $mark } zu beginnen.
letter-impact-nobody = niemand hat sie, der sie nicht haben sollte
letter-impact-have-it = { $count ->
    [one] 1 Person hat sie, die sie nicht haben sollte
   *[other] { $count } Personen haben sie, die sie nicht haben sollten
}
letter-impact-list = niemand weiß, wie viele sie haben
letter-impact-kinds = personenbezogene Daten: { $kinds }
letter-impact-people = betroffene Personen: { $people }
letter-impact-relation = { $relation ->
    [unrelated] sie hat mit der Person, die sie bekam, nichts zu tun
    [about-others] es geht um andere
    [about-their-project] es geht um das Projekt der Person, die sie bekam
   *[about-them] es geht um die Person, die sie bekam
}
letter-unknown = { $question ->
    [read] ob sie gelesen wurde
    [relation] was sie mit der Person zu tun hat, die sie bekam
    [trust] wie weit man dieser Person vertrauen kann
    [data] welche personenbezogenen Daten darin sind
    [identifiable] wie leicht Personen daran zu erkennen sind
   *[other] { $question }
}
letter-spoken-subject = Der Führungskraft zu sagen
letter-spoken-did = Am { $sent } habe ich eine E-Mail an { $people } geschickt, die nicht dafür bestimmt war.
letter-spoken-stopped = Am { $sent } habe ich eine E-Mail an { $people } geschickt, die nicht dafür bestimmt war; sie wurde gestoppt, bevor jemand sie hatte.
letter-spoken-effect = Was ich über die Auswirkung weiß: { $impact }.
letter-spoken-mine = Das war mein Fehler, und es tut mir leid.
letter-spoken-done = Bisher getan: { $done }.
letter-spoken-nothing-yet = noch nichts, ich bin zuerst zu Ihnen gekommen
letter-spoken-propose = { $option ->
    [send-right] Ich schlage vor, sie jetzt an die richtige Person zu senden.
    [guard] Ich schlage vor, bei dieser Adresse künftig nachfragen zu lassen.
    [counsel-first] Ich schlage vor, dass zuerst die Rechtsabteilung mit der Person spricht.
    [call-and-ask] Ich schlage vor, jetzt anzurufen und in einer kurzen E-Mail um Löschung zu bitten.
    [mail-and-ask] Ich schlage vor, in einer kurzen E-Mail um Löschung zu bitten.
    [boss-calls] Ich schlage vor, dass Sie selbst anrufen.
    [data-protection] Ich schlage vor, dass der Datenschutz heute über Meldungen entscheidet.
   *[other] Ich habe Möglichkeiten mitgebracht und eine, die ich empfehle.
}
letter-spoken-ask = Sind Sie einverstanden, oder würden Sie anders vorgehen? Wer soll noch davon hören, und von wem?

# Wer sie hat.
letter-deletion-subject = Eine E-Mail, die nicht für Sie bestimmt war
letter-deletion-did = am { $sent } habe ich Ihnen eine E-Mail geschickt, die für jemand anderen bestimmt war. Das war mein Fehler, und es tut mir leid.
letter-deletion-did-house = am { $sent } haben wir Ihnen eine E-Mail geschickt, die für jemand anderen bestimmt war. Das war unser Fehler, und es tut uns leid.
letter-deletion-ask = Bitte lesen Sie nicht weiter, verwenden Sie sie nicht und geben Sie sie nicht weiter. Bitte löschen Sie sie überall, wo sie liegt: im Postfach und im Papierkorb, auf Ihren Geräten, in Downloads und Ausdrucken. Haben Sie sie schon weitergegeben, sagen Sie mir bitte, an wen.
letter-deletion-form = Bitte beantworten Sie bis zum { $until } das kurze Formular im Anhang; eine Antwort auf diese E-Mail genügt.
letter-deletion-thanks = Vielen Dank. Ihre Fragen beantworte ich selbst, schriftlich oder am Telefon.
letter-form-name = Loeschbestaetigung.txt
letter-form =
    LÖSCHBESTÄTIGUNG

    E-Mail vom { $sent }
    { $reference }

    Ihr Name, Ihre Organisation und Funktion:
    Gelesen: ( ) nein  ( ) nur den Betreff  ( ) den Text  ( ) die Dateien
    Weitergegeben, gedruckt oder gespeichert: ( ) nein  ( ) ja, an wen oder wo:
    Kopien durch Programme (Archiv, Kundendatenbank, Assistenten, Telefon, gemeinsames Postfach):
    Gelöscht am (Datum, Uhrzeit), auch aus Papierkorb und von Geräten:
    Was nicht gelöscht werden kann (Sicherung, Aufbewahrung) und bis wann:
    ( ) Ich verwende sie nicht und gebe sie nicht weiter.
    Zur Verschwiegenheit gebunden durch (Vereinbarung, Beruf):
    Datum, Name:
letter-claw-back-did = am { $sent } haben wir Ihnen durch unseren eigenen Fehler die unten genannte E-Mail geschickt. Sie enthält Korrespondenz zwischen Anwalt und Mandant; auf das Anwaltsgeheimnis verzichten wir nicht.
letter-claw-back-ask = Bitte lesen Sie nicht weiter, verwenden Sie sie nicht, und geben Sie sie mit allen Kopien und Notizen daraus zurück oder vernichten Sie sie. Haben Sie sie schon weitergegeben, sagen Sie uns bitte, an wen.

# Für wen sie bestimmt war.
letter-correction-subject = Bitte nicht allen auf meine E-Mail antworten
letter-correction-also = meine E-Mail vom { $sent } war für Sie bestimmt; ich habe sie auch an jemanden geschickt, für den sie nicht bestimmt war. Das war mein Fehler.
letter-correction-instead = meine E-Mail vom { $sent } war für Sie bestimmt; ich habe sie an Ihrer Stelle jemand anderem geschickt. Das war mein Fehler.
letter-correction-ask = Bitte antworten Sie nicht allen und leiten Sie sie nicht weiter. Wegen der Sache selbst komme ich auf Sie zu.

# Ein Kunde oder Partner, der Internes bekam.
letter-apology-subject = Meine E-Mail an Sie und meine Entschuldigung
letter-apology-did = am { $sent } habe ich Ihnen eine E-Mail aus unserem Haus geschickt, die für jemand anderen bestimmt war.
letter-apology-effect = { $count ->
    [one] Soweit wir wissen, haben nur Sie sie bekommen, ohne gemeint zu sein, und Sie hatten die Mühe damit.
   *[other] Soweit wir wissen, haben { $count } Personen sie bekommen, ohne gemeint zu sein, und Sie hatten die Mühe damit.
}
letter-apology-sorry = Das war mein Fehler, und es tut mir leid.
letter-apology-thanks = Vielen Dank, dass Sie meiner Bitte gefolgt sind.
letter-apology-ask = Ich bitte Sie, sie nicht zu verwenden, nicht weiterzugeben und zu löschen, wie in meiner Bitte beschrieben.
letter-apology-call = { $boss } möchte mit Ihnen darüber sprechen und ruft an, wann es Ihnen passt.
letter-postmaster-subject = Eine fehlgeleitete Nachricht in Ihrem System
letter-postmaster-did = am { $sent } habe ich an { $address } eine E-Mail geschickt, die für jemand anderen bestimmt war. Das war mein Fehler.
letter-postmaster-ask = Darf ich Sie bitten, diese eine Nachricht zurückzuhalten, bis mit der Person gesprochen ist? Sie ist an der folgenden Zeile zu finden. Die Entscheidung liegt bei Ihnen.

# Die Stellen im eigenen Haus.
letter-note-subject = { $party ->
    [security] Bitte eine Nachricht aus unseren Postfächern nehmen ({ $id })
    [insurer] Anzeige von Umständen ({ $id })
   *[other] Eine fehlgeleitete E-Mail ({ $id })
}
letter-note-did = am { $sent } habe ich eine E-Mail an Adressen geschickt, für die sie nicht bestimmt war. Bemerkt habe ich es am { $noticed }. Bekannt ist:
letter-note-query = In der Suche: Message-ID gleich { $id }. In den Postfächern von: { $people }
letter-note-ask = { $party ->
    [legal] Bitte sagen Sie mir heute, wer mit der Person spricht, die sie bekam, und was ich sagen darf. Die Bitte um Rückgabe ist für Sie entworfen.
    [compliance] Bitte sagen Sie mir heute, was aufzuzeichnen ist, wer auf die Insiderliste kommt und ob ich mit der Person sprechen darf.
    [data-protection] Bitte entscheiden Sie heute, wen wir benachrichtigen, und halten Sie die Entscheidung mit ihrem Grund fest.
    [security] Bitte nehmen Sie die Nachricht aus diesen Postfächern, verwahren Sie eine Kopie als Nachweis unter Verschluss, und schließen Sie darin geteilte Links.
   *[insurer] Niemandem ist etwas angeboten oder zugesagt worden. Bitte sagen Sie uns, was Sie brauchen und vor welchem Schritt wir Sie fragen sollen.
}

# Eine Kollegin oder ein Kollege, die darin genannt sind: persönlich.
letter-named-subject = Persönlich zu sagen, bevor sie es anderswo hören
letter-named-did = Am { $sent } habe ich eine E-Mail an eine falsche Adresse geschickt, und Ihr Name stand darin. Ich möchte, dass Sie es von mir hören.
letter-named-sorry = Das war mein Fehler, und es tut mir leid.
letter-named-ask = Fragen Sie mich alles, was Sie wissen möchten; auch { $boss } ist für Sie da.
letter-team-subject = Wie wir E-Mails künftig adressieren
letter-team-did = Am { $sent } habe ich eine E-Mail an jemanden geschickt, für den sie nicht bestimmt war; alle, die es angeht, haben es von mir gehört.

# Die Erklärung.
letter-ownership-subject = Meine Erklärung
letter-ownership-advice = [Bevor Sie dies unterschreiben: Holen Sie eigenen Rat ein.]
letter-ownership-did = Am { $sent } habe ich eine E-Mail an { $people } geschickt. Sie war nicht dafür bestimmt.
letter-ownership-mine = Das habe ich getan und niemand sonst. Bemerkt habe ich es am { $noticed }.
letter-ownership-do = Ich führe aus, was vereinbart ist, berichte darüber und beantworte jede Frage dazu, wie es dazu kam.

# Nach außen.
letter-house-sorry = Das war unser Fehler, und es tut uns leid.
letter-concerned-subject = Information über Ihre personenbezogenen Daten
letter-concerned-did = am { $sent } haben wir eine E-Mail an { $recipients } geschickt, für die sie nicht bestimmt war. Das ist eine Verletzung des Schutzes personenbezogener Daten; hiermit benachrichtigen wir Sie als betroffene Person.
letter-concerned-effect = Sie enthielt diese Daten über Sie: { $data }.
letter-concerned-consequences = Wahrscheinliche Folgen:
letter-consequence = { $kind ->
    [contact] Jemand kann Ihnen ungefragt oder in fremdem Namen schreiben.
    [identity-number] Jemand kann in Ihrem Namen auftreten.
    [behaviour] Jemand kann von Ihren Gewohnheiten erfahren.
    [money] Jemand kann von Ihren Finanzen erfahren oder Kontoangaben zu nutzen versuchen.
    [health] Jemand kann von Ihrer Gesundheit erfahren.
    [special] Jemand kann von sehr Persönlichem erfahren.
    [login] Jemand kann versuchen, sich anzumelden.
   *[employment] Jemand kann von Ihren Arbeitsbedingungen erfahren.
}
letter-risk = { $kind ->
    [contact] unerbetene Nachrichten, auch in fremdem Namen
    [identity-number] Auftreten im Namen der betroffenen Personen
    [behaviour] Kenntnis von Gewohnheiten
    [money] Kenntnis der finanziellen Lage, Missbrauch von Kontoangaben
    [health] Kenntnis des Gesundheitszustands
    [special] Kenntnis von besonders Persönlichem, Benachteiligung
    [login] Zugriff auf Konten
   *[employment] Kenntnis der Arbeitsbedingungen
}
letter-concerned-advice = Was Sie selbst tun können:
letter-advice = { $kind ->
    [contact] Seien Sie vorsichtig bei Nachrichten, die sich auf diese beziehen.
    [identity-number] Achten Sie auf Verträge und Rechnungen, die Sie nicht kennen.
    [behaviour] Sagen Sie uns, wenn Ihnen eine Kontaktaufnahme seltsam vorkommt.
    [money] Sehen Sie Ihre Kontoauszüge durch, und melden Sie Ihrer Bank, was Sie nicht kennen.
    [health] Sagen Sie uns, wenn Ihnen eine Kontaktaufnahme seltsam vorkommt.
    [special] Sagen Sie uns, wenn Ihnen eine Kontaktaufnahme seltsam vorkommt.
    [login] Ändern Sie das Passwort jetzt, überall, wo Sie es verwenden.
   *[employment] Sprechen Sie mit uns über das, was Sie beunruhigt.
}
letter-concerned-next = Sie hören bis zum { $next } wieder von uns, und früher, sobald wir mehr wissen.
letter-concerned-contact = Ihre Fragen beantwortet unser/e Datenschutzbeauftragte/r: { $data-protection }
letter-client-subject = Unsere E-Mail an Dritte
letter-client-did = am { $sent } haben wir eine E-Mail an { $recipients } geschickt, für die sie nicht bestimmt war.
letter-client-effect = { $relation ->
    [about-them] Es ging darin um Ihr Haus.
    [about-their-project] Es ging darin um Ihr Projekt.
   *[about-others] Es ging darin um Dinge, die Sie uns anvertraut haben.
}
letter-client-next = Wir berichten Ihnen am: { $next }.
letter-client-contact = Für alles Weitere erreichen Sie, auch telefonisch: { $account }
letter-brief-subject = Vorbereitung des Gesprächs mit dem Kunden
letter-brief-say =
    Zu sagen, in dieser Reihenfolge:
    1. Von uns ging eine E-Mail an eine falsche Adresse. Das war unser Fehler, und es tut uns leid.
    2. Was getan ist, mit den Zahlen unten.
    3. Was folgt und wann.
letter-brief-sent = Gesendet: { $value }
letter-brief-noticed = Bemerkt: { $value }
letter-brief-recipients = Haben sie und sollten sie nicht haben: { $value }
letter-brief-asked = Um Löschung gebeten: { $value }
letter-brief-confirmed = Löschung bestätigt: { $value }
letter-brief-next = Nächster Bericht: { $value }
letter-brief-listen =
    Zu fragen, und zuzuhören:
    - Was beunruhigt Sie daran am meisten?
    - Was brauchen Sie jetzt von uns?
    - Wie möchten Sie auf dem Laufenden gehalten werden?
letter-brief-not = Nicht zu sagen: was darin stand, Vermutungen, wer schuld ist, nicht vereinbarte Zusagen.
letter-authority-subject = Meldung einer Verletzung des Schutzes personenbezogener Daten an die Aufsichtsbehörde
letter-authority-phases = Erste Meldung; weitere Informationen folgen schrittweise (Art. 33 Abs. 4 DSGVO). Die Felder hat Outguard vorbereitet. Dies ist keine Rechtsberatung.
letter-authority-controller = Verantwortlicher: { $organisation }
    Datenschutzbeauftragte/r, Kontakt: { $data-protection }
letter-authority-nature = Art der Verletzung: fehlgeleitete E-Mail, unbefugte Offenlegung. Am { $sent } hat eine Person aus unserem Haus sie an { $recipients } geschickt, für die sie nicht bestimmt war.
letter-authority-aware = Bekanntwerden: { $aware }
letter-authority-people = Betroffene Personen: { $people } ({ $categories })
letter-authority-data = Kategorien der Daten: { $data }
letter-authority-consequences = Wahrscheinliche Folgen:
letter-authority-measures = Ergriffene oder vorgeschlagene Maßnahmen:
letter-authority-delay = Begründung für die Verzögerung (nur bei mehr als 72 Stunden):
letter-authority-later = Folgt schrittweise, noch nicht bekannt: { $unknown }
letter-controller-subject = Meldung einer Verletzung des Schutzes personenbezogener Daten an Sie als Verantwortlichen
letter-controller-did = als Ihr Auftragsverarbeiter melden wir Ihnen unverzüglich (Art. 33 Abs. 2 DSGVO): Am { $sent } hat eine Person aus unserem Haus eine E-Mail an { $recipients } geschickt, für die sie nicht bestimmt war.
