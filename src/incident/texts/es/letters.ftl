# Cartas después de un correo enviado por error. Ni una palabra de su contenido; se agradece y se pide, nunca se amenaza.

# Palabras de todas.
letter-hello = Buenos días:
letter-hello-name = Buenos días, { $name }:
letter-regards = Un cordial saludo
letter-open = [complete, por favor: { $slot }]
letter-md-to = Para: { $people }
letter-md-missing = Por completar antes de enviarlo: { $slots }
letter-message-id = Message-ID: { $id }
letter-its-subject = Asunto: { $subject }
letter-digest = SHA-256 del mensaje: { $digest }
letter-none = nada todavía
letter-not-known = aún no se sabe
letter-more = { $count ->
    [one] 1 persona más
   *[other] { $count } personas más
}
letter-at-least = al menos { $people }
letter-change = Qué cambia: { $change }
letter-slot = { $slot ->
    [sent] cuándo se envió
    [people] de quién se trata
    [effect] qué significa para quien lo lee
    [repair] qué se ha hecho para repararlo
    [boss] el nombre de la jefatura
    [message-id] el Message-ID
    [id] el Message-ID
    [consequences] las posibles consecuencias
    [advice] qué pueden hacer las personas
    [data] los tipos de datos
    [data-protection] el delegado de protección de datos y su contacto
    [next] cuándo vuelve a informar
    [account] quién responde a las preguntas
    [organisation] la organización
    [recipients] cuántos lo tienen
    [categories] las categorías de interesados
    [change] qué cambia
   *[other] { $slot }
}
letter-kind = { $kind ->
    [contact] nombres y datos de contacto
    [identity-number] números de identificación
    [behaviour] datos de conducta
    [money] datos económicos
    [health] datos de salud
    [special] categorías especiales de datos
    [login] datos de acceso
    [employment] datos laborales
   *[other] { $kind }
}
letter-people-kind = { $kind ->
    [employees] personal
    [clients] clientes
    [patients] pacientes
    [children] menores
    [applicants] candidatos
    [members] miembros
   *[other] otros
}
letter-recipients = { $count ->
    [one] 1 destinatario
   *[other] { $count } destinatarios
}
letter-recipients-unknown = un número de destinatarios que aún no conocemos
letter-asked = { $count ->
    [one] Hemos pedido a 1 destinatario que lo borre.
   *[other] Hemos pedido a { $count } destinatarios que lo borren.
}
letter-confirmed = { $count ->
    [one] 1 destinatario nos ha confirmado el borrado.
   *[other] { $count } destinatarios nos han confirmado el borrado.
}
letter-spared = { $count ->
    [one] 1 entrega detenida antes de salir
   *[other] { $count } entregas detenidas antes de salir
}
letter-card-confirmed = { $count ->
    [one] 1 confirmación de borrado
   *[other] { $count } confirmaciones de borrado
}
letter-done = { $step ->
    [stop] detenido lo que se podía detener
    [links] cerrados los enlaces compartidos
    [purge] pedido a seguridad que lo retire de nuestros buzones
    [compliance] avisado cumplimiento normativo
    [counsel] avisada la asesoría jurídica
    [call] llamada a protección de datos
    [principal] avisado el cliente para el que trabajamos
    [contact] pedido el borrado a los destinatarios
    [freeze] guardadas las pruebas
   *[other] { $step }
}
letter-cause = { $mechanism ->
    [autocomplete] Tomé una dirección equivocada de las que aparecían al escribir y no volví a leerla.
    [name-substitution] Escribí el nombre de la persona en la que pensaba en lugar del de aquella a la que escribía.
    [reply-all] Respondí a todos en lugar de a una persona.
    [cc-for-bcc] Puse las direcciones en copia en lugar de en copia oculta.
    [list-expansion] Escribí a una lista sin mirar quién está en ella.
    [wrong-attachment] Adjunté un archivo distinto del que quería.
    [hidden-content] Pasé algo sin mirar lo que lleva debajo o detrás.
    [forward-chain] Reenvié un hilo sin leer lo que había debajo.
    [lookalike-domain] Tomé una dirección casi igual a la correcta.
    [old-address] Usé una dirección que ahora es de otra persona.
    [wrong-sender-identity] Escribí desde un buzón distinto del que quería.
    [shared-mailbox] Escribí a un buzón que leen más personas de las que pensaba.
    [mobile-tap] Toqué la entrada equivocada en el teléfono.
    [link-permission] Compartí un enlace que pueden abrir más personas de las que pensaba.
   *[other] Puse mal la dirección y no volví a leerla.
}
letter-cause-open = Puse mal la dirección y no volví a leerla; cómo ocurrió lo miraré más tarde.

# La jefatura.
letter-meeting-subject = ¿15 minutos hoy?
letter-meeting-ask = Quisiera hablar con usted hoy, en privado, 15 minutos.
letter-meeting-when = ¿Cuándo le viene bien? Puedo pasar o llamar.
letter-card-subject = Ficha para la conversación (no es para enviar)
letter-card-what = Qué: un correo mío del { $sent } llegó a { $people }; no era para ellos.
letter-card-stopped = Qué: un correo mío del { $sent } iba camino de { $people }; se detuvo antes de que nadie lo tuviera.
letter-card-did = Qué hice: { $did }
letter-card-impact = Efecto conocido: { $impact }
letter-card-unknown = Se desconoce: { $unknown }
letter-card-done = Hecho hasta ahora: { $done }
letter-card-option = { $mark }) { $option ->
    [send-right] enviarlo a la persona correcta
    [guard] hacer que se pregunte por esta dirección en adelante
    [counsel-first] la asesoría jurídica habla primero con el destinatario
    [call-and-ask] llamo al destinatario y luego pido el borrado en un correo breve
    [mail-and-ask] pido el borrado en un correo breve
    [boss-calls] llama usted al destinatario
    [data-protection] protección de datos decide hoy sobre las notificaciones
    [meet-client] nos reunimos con el cliente, con hechos y fechas
    [make-good] proponemos algo a cambio, cuando usted y el seguro estén de acuerdo
    [four-eyes] otra persona revisa durante un tiempo mi correo hacia fuera
    [step-back] dejo el asunto; no se decide hoy
   *[other] { $option }
}
letter-card-recommend = Recomiendo empezar por { $mark }.
letter-impact-nobody = no lo tiene nadie que no debiera tenerlo
letter-impact-have-it = { $count ->
    [one] lo tiene 1 destinatario que no debía tenerlo
   *[other] lo tienen { $count } destinatarios que no debían tenerlo
}
letter-impact-list = nadie sabe cuántos lo tienen
letter-impact-kinds = datos de personas: { $kinds }
letter-impact-people = personas afectadas: { $people }
letter-impact-relation = { $relation ->
    [unrelated] no tiene que ver con el destinatario
    [about-others] trata de otros
    [about-their-project] trata del proyecto del destinatario
   *[about-them] trata del destinatario
}
letter-unknown = { $question ->
    [read] si alguien lo ha leído
    [relation] qué tiene que ver con el destinatario
    [trust] hasta qué punto se puede confiar en el destinatario
    [data] qué datos de personas contiene
    [identifiable] con qué facilidad se reconoce a las personas
   *[other] { $question }
}
letter-spoken-subject = Para decirlo a la jefatura
letter-spoken-did = El { $sent } envié un correo a { $people } y no era para ellos.
letter-spoken-stopped = El { $sent } envié un correo a { $people } y no era para ellos; se detuvo antes de que nadie lo tuviera.
letter-spoken-effect = Lo que sé del efecto: { $impact }.
letter-spoken-mine = Es un error mío y lo siento.
letter-spoken-done = Hecho hasta ahora: { $done }.
letter-spoken-nothing-yet = nada todavía, he venido primero a usted
letter-spoken-propose = { $option ->
    [send-right] Propongo enviarlo ahora a la persona correcta.
    [guard] Propongo que se pregunte por esta dirección en adelante.
    [counsel-first] Propongo que la asesoría jurídica hable primero con el destinatario.
    [call-and-ask] Propongo llamar ahora al destinatario y pedir el borrado en un correo breve.
    [mail-and-ask] Propongo pedir el borrado en un correo breve.
    [boss-calls] Propongo que llame usted al destinatario.
    [data-protection] Propongo que protección de datos decida hoy sobre las notificaciones.
   *[other] Traigo varias maneras de seguir y una que recomiendo.
}
letter-spoken-ask = ¿Está de acuerdo o lo haría de otro modo? ¿Quién más debe saberlo, y por quién?

# Quienes lo tienen.
letter-deletion-subject = Un correo que no era para usted
letter-deletion-did = El { $sent } le envié un correo que era para otra persona. Es un error mío y lo siento.
letter-deletion-did-house = El { $sent } le enviamos un correo que era para otra persona. Es un error nuestro y lo sentimos.
letter-deletion-ask = Le ruego que no siga leyendo, que no lo use y que no lo comparta. Le ruego que lo borre de todos los lugares donde esté: el buzón y la papelera, sus dispositivos, las descargas y las copias en papel. Si ya lo ha compartido, dígame con quién, por favor.
letter-deletion-form = Le ruego que responda antes del { $until } al breve formulario adjunto; basta con contestar a este correo.
letter-deletion-thanks = Muchas gracias. Responderé yo a sus preguntas, por escrito o por teléfono.
letter-form-name = confirmacion.txt
letter-form =
    CONFIRMACIÓN DE BORRADO

    Correo del { $sent }
    { $reference }

    Su nombre, organización y cargo:
    Leído: ( ) no  ( ) solo el asunto  ( ) el texto  ( ) los archivos
    Compartido, impreso o guardado: ( ) no  ( ) sí, con quién o dónde:
    Copias hechas por programas (archivo, base de clientes, asistentes, teléfono, buzón común):
    Borrado el (fecha, hora), también de la papelera y de los dispositivos:
    Lo que no se puede borrar (copia de seguridad, conservación) y hasta cuándo:
    ( ) No lo uso ni lo divulgo.
    Sujeto a secreto por (acuerdo, profesión):
    Fecha, nombre:
letter-claw-back-did = El { $sent } le enviamos, por un error nuestro, el correo indicado abajo. Contiene comunicación entre abogado y cliente; no renunciamos al secreto profesional del abogado.
letter-claw-back-ask = Le rogamos que no siga leyendo, que no lo use y que lo devuelva o destruya con todas las copias y notas tomadas de él. Si ya lo ha compartido, díganos con quién, por favor.

# Para quienes era.
letter-correction-subject = No responda a todos a mi correo, por favor
letter-correction-also = Mi correo del { $sent } era para usted; lo envié además a alguien para quien no era. Es un error mío.
letter-correction-instead = Mi correo del { $sent } era para usted; lo envié a otra persona en su lugar. Es un error mío.
letter-correction-ask = Le ruego que no responda a todos y que no lo reenvíe. Del asunto en sí le hablaré yo.

# Un cliente o socio que recibió algo interno.
letter-apology-subject = Mi correo y mis disculpas
letter-apology-did = El { $sent } le envié un correo de nuestra casa que era para otra persona.
letter-apology-effect = { $count ->
    [one] Que sepamos, solo usted lo recibió sin ser para usted, y ha tenido trabajo por ello.
   *[other] Que sepamos, { $count } personas lo recibieron sin ser para ellas, y usted ha tenido trabajo por ello.
}
letter-apology-sorry = Es un error mío y lo siento.
letter-apology-thanks = Muchas gracias por haber atendido mi petición.
letter-apology-ask = Le pido que no lo use, que no lo comparta y que lo borre, como en mi petición.
letter-apology-call = { $boss } quisiera hablar de ello con usted y le llamará cuando le venga bien.
letter-postmaster-subject = Un mensaje equivocado en su sistema
letter-postmaster-did = El { $sent } envié a { $address } un correo que era para otra persona. Es un error mío.
letter-postmaster-ask = ¿Podrían retener este único mensaje hasta que se haya hablado con el destinatario? Se encuentra por la línea siguiente. La decisión es suya.

# Las oficinas de la casa.
letter-note-subject = { $party ->
    [security] Retirar un mensaje de nuestros buzones, por favor ({ $id })
    [insurer] Comunicación de circunstancias ({ $id })
   *[other] Un correo enviado por error ({ $id })
}
letter-note-did = El { $sent } envié un correo a destinatarios para quienes no era. Me di cuenta el { $noticed }. Lo que se sabe:
letter-note-query = En la búsqueda: Message-ID igual a { $id }. En los buzones de: { $people }
letter-note-ask = { $party ->
    [legal] Le ruego que me diga hoy quién habla con el destinatario y qué puedo decir. La petición de devolución está redactada para usted.
    [compliance] Le ruego que me diga hoy qué hay que registrar, quién entra en la lista de iniciados y si puedo hablar con el destinatario.
    [data-protection] Le ruego que decida hoy a quién notificamos y que deje constancia de la decisión y su motivo.
    [security] Le ruego que retire el mensaje de estos buzones, guarde una copia como prueba bajo llave y cierre los enlaces compartidos en él.
   *[insurer] No se ha ofrecido ni concedido nada a nadie. Le rogamos que nos diga qué necesita y antes de qué paso debemos consultarle.
}

# Una persona nombrada en él: en persona.
letter-named-subject = Para decirlo en persona, antes de que lo oiga en otra parte
letter-named-did = El { $sent } envié un correo a una dirección equivocada, y su nombre estaba en él. Quiero que lo sepa por mí.
letter-named-sorry = Es un error mío y lo siento.
letter-named-ask = Pregúnteme todo lo que quiera saber; también { $boss } está a su disposición.
letter-team-subject = Cómo ponemos las direcciones en adelante
letter-team-did = El { $sent } envié un correo a alguien para quien no era; las personas a las que afecta lo han sabido por mí.

# La declaración.
letter-ownership-subject = Mi declaración
letter-ownership-advice = [Antes de firmar esto, busque consejo propio.]
letter-ownership-did = El { $sent } envié un correo a { $people }. No era para ellos.
letter-ownership-mine = Lo hice yo y nadie más. Me di cuenta el { $noticed }.
letter-ownership-do = Hago lo acordado, informo de ello y respondo a todas las preguntas sobre cómo ocurrió.

# Hacia fuera.
letter-house-sorry = Es un error nuestro y lo sentimos.
letter-concerned-subject = Información sobre sus datos personales
letter-concerned-did = El { $sent } enviamos un correo a { $recipients } para quienes no era. Es una violación de la seguridad de los datos personales (brecha de datos), y se lo comunicamos como persona afectada.
letter-concerned-effect = Contenía estos datos sobre usted: { $data }.
letter-concerned-consequences = Posibles consecuencias:
letter-consequence = { $kind ->
    [contact] Alguien puede escribirle sin que lo pida o en nombre de otro.
    [identity-number] Alguien puede actuar en su nombre.
    [behaviour] Alguien puede conocer sus costumbres.
    [money] Alguien puede conocer su situación económica o intentar usar datos de cuentas.
    [health] Alguien puede conocer su estado de salud.
    [special] Alguien puede conocer lo más personal.
    [login] Alguien puede intentar acceder.
   *[employment] Alguien puede conocer sus condiciones de trabajo.
}
letter-risk = { $kind ->
    [contact] mensajes no deseados, también en nombre de otro
    [identity-number] actuaciones en nombre de los interesados
    [behaviour] conocimiento de costumbres
    [money] conocimiento de la situación económica, uso indebido de datos de cuentas
    [health] conocimiento del estado de salud
    [special] conocimiento de lo más personal, discriminación
    [login] acceso a cuentas
   *[employment] conocimiento de las condiciones de trabajo
}
letter-concerned-advice = Lo que puede hacer usted:
letter-advice = { $kind ->
    [contact] Desconfíe de los mensajes que se refieran a este.
    [identity-number] Esté atento a contratos y cargos que no conozca.
    [behaviour] Avísenos de cualquier contacto que le parezca extraño.
    [money] Revise los movimientos de sus cuentas y comunique a su banco lo que no conozca.
    [health] Avísenos de cualquier contacto que le parezca extraño.
    [special] Avísenos de cualquier contacto que le parezca extraño.
    [login] Cambie la contraseña ahora, en todos los sitios donde la use.
   *[employment] Hable con nosotros de lo que le inquiete.
}
letter-concerned-next = Volverá a tener noticias nuestras antes del { $next }, y antes en cuanto sepamos más.
letter-concerned-contact = Nuestro delegado de protección de datos responde a sus preguntas: { $data-protection }
letter-client-subject = Nuestro correo a un tercero
letter-client-did = El { $sent } enviamos un correo a { $recipients } para quienes no era.
letter-client-effect = { $relation ->
    [about-them] Trataba de su casa.
    [about-their-project] Trataba de su proyecto.
   *[about-others] Trataba de asuntos que usted nos ha confiado.
}
letter-client-next = Le informaremos el: { $next }.
letter-client-contact = Para todo lo demás le atiende, también por teléfono: { $account }
letter-brief-subject = Preparación de la conversación con el cliente
letter-brief-say =
    Para decir, en este orden:
    1. Un correo nuestro llegó a un destinatario equivocado. Es un error nuestro y lo sentimos.
    2. Lo que ya está hecho, con las cifras de abajo.
    3. Lo que sigue y cuándo.
letter-brief-sent = Enviado: { $value }
letter-brief-noticed = Advertido: { $value }
letter-brief-recipients = Lo tienen y no debían tenerlo: { $value }
letter-brief-asked = Se les ha pedido el borrado: { $value }
letter-brief-confirmed = Lo han confirmado: { $value }
letter-brief-next = Próximo informe: { $value }
letter-brief-listen =
    Para preguntar, y escuchar:
    - ¿Qué le inquieta más?
    - ¿Qué necesita ahora de nosotros?
    - ¿Cómo quiere que le mantengamos al corriente?
letter-brief-not = No se dice: lo que contenía, conjeturas, de quién es la culpa, promesas no acordadas.
letter-authority-subject = Notificación de una violación de la seguridad de los datos personales a la autoridad de control
letter-authority-phases = Primera notificación; la información restante se facilita de manera gradual (art. 33.4 RGPD). Outguard ha preparado estos campos. Esto no es asesoramiento jurídico.
letter-authority-controller = Responsable del tratamiento: { $organisation }
    Delegado de protección de datos, contacto: { $data-protection }
letter-authority-nature = Naturaleza: correo enviado por error, comunicación no autorizada. El { $sent } una persona de nuestra casa lo envió a { $recipients } para quienes no era.
letter-authority-aware = Constancia: { $aware }
letter-authority-people = Interesados afectados: { $people } ({ $categories })
letter-authority-data = Categorías de datos: { $data }
letter-authority-consequences = Posibles consecuencias:
letter-authority-measures = Medidas adoptadas o propuestas:
letter-authority-delay = Motivos de la dilación (solo si han pasado más de 72 horas):
letter-authority-later = Se facilita de manera gradual, aún no se sabe: { $unknown }
letter-controller-subject = Notificación de una violación de la seguridad de los datos personales a usted como responsable del tratamiento
letter-controller-did = Como encargado del tratamiento le notificamos sin dilación indebida (art. 33.2 RGPD): el { $sent } una persona de nuestra casa envió un correo a { $recipients } para quienes no era.
