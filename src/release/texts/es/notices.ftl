# Nuestros propios mensajes: avisos.

notice-held-subject = { $count ->
    [0] {"["}No enviado] Revíselo: «{ $subject }» ({ $id })
    [one] {"["}No enviado] 1 dirección por revisar: «{ $subject }» ({ $id })
   *[other] {"["}No enviado] { $count } direcciones por revisar: «{ $subject }» ({ $id })
}
notice-held = Outguard retiene un mensaje suyo. Nadie lo ha recibido.
notice-message = {"  "}{ $subject }
    {"  "}para { $people }
notice-no-subject = (sin asunto)
notice-hidden = { $address } (copia oculta)
notice-more = { $count ->
    [one] y 1 más
   *[other] y { $count } más
}
notice-why = Por qué:
notice-why-held = Por qué se retuvo:
notice-second-person = Una segunda persona decide sobre él. Usted todavía puede cambiar sus destinatarios o retirarlo.
notice-look = Véalo y decida: { $url }
    o: outguard show { $id }
notice-look-here = Véalo y decida: outguard show { $id }
notice-deadline = Si nadie decide, vuelve a usted como borrador el { $at }. Nunca se envía por sí solo.
notice-answer = O responda a este correo con una palabra en la primera línea: ENVIAR lo envía, CANCELAR lo retira.
notice-answer-domain = O responda a este correo: el dominio de cada dirección extraña en la primera línea (sin direcciones extrañas, el número de personas) lo envía, CANCELAR lo retira.
notice-answer-cancel = O responda a este correo con CANCELAR en la primera línea para retirarlo.

notice-digest-subject = { $count ->
    [one] {"["}No enviado] 1 mensaje por revisar
   *[other] {"["}No enviado] { $count } mensajes por revisar
}
notice-digest = { $count ->
    [one] Outguard retiene un mensaje suyo. Nadie lo ha recibido.
   *[other] Outguard retiene { $count } mensajes suyos. Nadie los ha recibido.
}
notice-reminder-subject = Aún no enviado, le espera ({ $id }): { $subject }

notice-unsure-subject = Quizá enviado ({ $id }): { $subject }
notice-unsure = Outguard entregó este mensaje al siguiente servidor de correo, y la conexión se cortó antes de la respuesta.
notice-unsure-who = Nadie sabe si estas personas lo tienen:
notice-unsure-decide = Pregúnteles y decida:
    No lo tienen: outguard release { $id } (lo envía otra vez)
    Lo tienen: outguard cancel { $id } (no envía nada más)

notice-sent-subject = Enviado tras retenerlo: «{ $subject }» ({ $id })
notice-changed-subject = Enviado con otros destinatarios: «{ $subject }» ({ $id })
notice-sent = Este mensaje suyo estaba retenido y ya se ha enviado.
notice-released-by = Lo decidió { $by }.
notice-not-to = No se pudo entregar a:
notice-changed = Lo que se cambió antes de enviarlo:
notice-removed = se quitó a { $from }
notice-replaced = { $to } en lugar de { $from }
notice-hidden-now = { $from } queda oculto para los demás
notice-old-list = La copia en su carpeta de enviados todavía muestra la lista anterior.

notice-cancelled-subject = No enviado, retirado: «{ $subject }» ({ $id })
notice-cancelled = { $by } retiró este mensaje suyo:
notice-nobody-has-it = Se detuvo antes de salir: nadie lo ha recibido.
notice-may-have-left = Quizá ya había salido: pregunte a los destinatarios.
notice-too-late = Se detuvo para los demás, pero estos ya lo tienen:

notice-rejected-subject = No enviado, rechazado: «{ $subject }» ({ $id })
notice-rejected = { $by } dijo que no a este mensaje suyo; no se envió a nadie:

notice-returned-subject = No enviado, devuelto como borrador ({ $id }): { $subject }
notice-returned = Nadie decidió a tiempo sobre este mensaje; no se envió a nadie:

notice-draft = Su programa de correo quizá lo muestre como enviado; no lo fue. El mensaje va adjunto como borrador: ábralo, cambie lo extraño y envíelo de nuevo.

notice-pointer = Para { $address }. No enviado; outguard show { $id }
notice-open = Ver

notice-wrong-page = ¿Fue a la persona equivocada? Dígalo aquí y tendrá listos los siguientes pasos: { $url }
    o bien: outguard incident open { $id }
notice-wrong = ¿Fue a la persona equivocada? Los siguientes pasos están listos: outguard incident open { $id }
notice-incident-page = Véalo: { $url }
    o bien: outguard incident show { $id }
notice-incident = Véalo: outguard incident show { $id }

steps-due-subject = { $count ->
    [one] Vence 1 paso: { $id }
   *[other] Vencen { $count } pasos: { $id }
}
steps-due = { $count ->
    [one] Ha vencido un paso del incidente { $id } y nadie ha dicho que esté hecho.
   *[other] Han vencido { $count } pasos del incidente { $id } y nadie ha dicho que estén hechos.
}
steps-due-line = { $n }. { $step } (vence { $due })
steps-due-how = Cuando un paso esté hecho o no pueda hacerse, dígalo allí, o bien: outguard incident step { $id } N done. Si usted no puede, nombre a quien pueda: outguard incident assign { $id } N --owner QUIÉN
