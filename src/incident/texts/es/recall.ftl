# Recuperación: quién lo tiene, qué se puede intentar, qué no hacer.

fate-stopped = detenido antes de salir, { $at }, por { $by }
fate-removed = quitado antes de que saliera
fate-waits = { $state ->
    [held] no enviado: está retenido
    [delayed] no enviado: aún corre el plazo para deshacer el envío
    [queued] aún no enviado: espera al siguiente servidor de correo
    [deferred] aún no enviado: se volverá a intentar
    [leaving] se está entregando en este momento: pregunte de nuevo en un minuto
    [damaged] nunca se envía: los bytes guardados están dañados
   *[other] aún no enviado
}
fate-taken = aceptado por { $host }, { $at } (respuesta { $reply }), demasiado tarde
fate-unsure = se desconoce: la conexión se cortó tras el punto final, { $at }
fate-failed = no entregado: { $reply }
fate-unknown = se desconoce: nunca pasó por Outguard

recall-nobody = Nadie lo tiene.
recall-stopped = { $count ->
    [one] Detenido para 1 persona antes de salir.
   *[other] Detenido para { $count } personas antes de salir.
}
recall-nothing = Ya no quedaba nada por detener.
recall-reached = { $count ->
    [one] 1 persona lo tiene.
   *[other] { $count } personas lo tienen.
}
recall-unsure = { $count ->
    [one] De 1 persona no se sabe.
   *[other] De { $count } personas no se sabe.
}
recall-leaving = { $count ->
    [one] A 1 persona se le está entregando en este momento.
   *[other] A { $count } personas se les está entregando en este momento.
}
recall-more = { $count ->
    [one] y 1 más, aceptado del mismo modo
   *[other] y { $count } más, aceptado del mismo modo
}
recall-hidden = copia oculta
recall-odd = extraña
recall-next = Qué se puede intentar todavía, en este orden:
recall-not = Qué no debe hacer:
recall-incident = Para lo demás (quién debe saberlo y cuándo, cartas, obligaciones): outguard incident open { $id }
recall-again = Pregunte de nuevo en un minuto: outguard recall { $id }

recall-subject-nobody = [Recuperación] Nadie lo tiene ({ $id })
recall-subject-late = [Recuperación] No se detuvo todo ({ $id })
recall-draft = El mensaje va adjunto como borrador.
recall-unknown = No nombra ningún mensaje suyo que haya pasado por Outguard. Reenvíe el mensaje enviado como adjunto, o diga cuál es: outguard recall '<Message-ID>'

try-links = Si lo confidencial está tras un enlace compartido, revoque ahora el enlace y sus permisos. Nadie lo nota, y quien aún no lo haya abierto ya no podrá.
try-postfix = Puede que su propio servidor de correo aún lo tenga. Postfix: primero reténgalo (postsuper -h { $queue }), compruebe que es él (postcat -q { $queue } debe mostrar Message-ID { $message }) y solo entonces bórrelo (postsuper -d { $queue }). Los identificadores de cola se reutilizan: no borre nada sin verlo.
try-exim = Exim: congélelo (exim -Mf { $queue }), vea su cabecera (exim -Mvh { $queue } debe mostrar Message-ID { $message }) y después quítelo (exim -Mrm { $queue }).
try-jmap = Un servidor que habla JMAP y aún lo demora: cambie el undoStatus de su EmailSubmission de «pending» a «canceled»; «final» es demasiado tarde.
try-microsoft = Compañeros del mismo inquilino de Microsoft 365: pida al administrador que lo purgue de sus buzones por el Message-ID { $message } (Purview: búsqueda y purga) o que lo recupere dentro del inquilino. Ninguna de las dos cosas llega a nadie de fuera.
try-workspace = Compañeros del mismo dominio de Google Workspace: pida al administrador que lo busque por el Message-ID { $message } en la herramienta de investigación de seguridad y lo borre de sus buzones.
try-colleague = Llame a estos compañeros: que no lo lean ni lo reenvíen, y que lo borren en todas partes.
try-deletion = Llame primero si los conoce; después escriba a cada uno por separado un mensaje breve: llegó por error suyo; le ruega que no lo lea, use ni reenvíe; que lo borre en todas partes, también de la papelera y de otros dispositivos; que lo confirme. No diga nada de su contenido.
try-postmaster = Su departamento de informática o postmaster@{ $domain } quizá pueda ponerlo en cuarentena antes de que se lea. Solo si su superior o el departamento jurídico están de acuerdo: amplía el círculo.

not-list = No vuelva a escribir a la misma lista: un mensaje a cada persona por separado, revisado por Outguard.
not-recall = Ninguna recuperación hacia fuera, ningún «urgente» ni «confidencial, borre por favor» en el asunto, ni un segundo y un tercer mensaje: hacen mirar.
not-quote = No cite, adjunte ni describa lo que se filtró.
not-threaten = Nada de amenazas, ni un aviso legal como si obligara a alguien.
not-invent = Ningún motivo inventado, ninguna culpa a herramientas o compañeros, ninguna promesa sobre consecuencias.
not-erase = No borre sus propias copias, registros o chats sobre ello: son pruebas. No pida a nadie que busque en los sistemas de los destinatarios.
not-guess = Ninguna conjetura ante las personas afectadas, y no más gente de la necesaria.
not-wait = No espere a tener certeza para informar a su superior y al delegado de protección de datos: los plazos pueden estar corriendo.
not-rely = No se fíe solo de «ya lo borraron»: pida una confirmación de borrado por escrito.
not-pay = No ofrezca dinero ni admita responsabilidad antes de que su superior y la aseguradora estén de acuerdo. Disculparse por el error es otra cosa.
