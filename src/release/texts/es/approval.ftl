# Nuestros propios mensajes: aprobación por otra persona.

request-subject = Decida, por favor: un mensaje de { $sender } ({ $id })
request = Un mensaje de { $sender } espera su decisión. Nadie lo ha recibido.
request-for = Se le pregunta en lugar de { $person }, que está ausente.
request-people = { $count ->
    [one] Iría de { $sender } a 1 persona en { $domains }. Por qué espera:
   *[other] Iría de { $sender } a { $count } personas en { $domains }. Por qué espera:
}
request-until = Si no decide antes de { $at }, se preguntará también a otra persona.
request-again-subject = Aún le espera: un mensaje de { $sender } ({ $id })
request-again = Un mensaje de { $sender } aún espera su decisión.
request-over-subject = Ya no hace falta decidir ({ $id })
request-over = Nadie decidió a tiempo sobre un mensaje de { $sender }; se devolvió como borrador y no se envió.
still-asked-subject = Nadie ha respondido todavía ({ $id })
still-asked = Aún no se ha decidido sobre su mensaje; por eso se ha preguntado también a otra persona.
still-asked-people = Se ha preguntado a: { $people }
nobody-to-ask-subject = Ahora no se puede preguntar a nadie ({ $id })
nobody-to-ask = Su mensaje necesita a otra persona, y todas las que podrían decidir están ausentes o no pueden decidir sobre él. El mensaje espera; en cuanto alguien vuelva, se le preguntará.
may-send = Puede enviarlo usted con un motivo por escrito, que se guarda y se comunica a los demás:
    outguard release { $id } --reason "…"
glass-subject = Nadie ha respondido: puede decidir usted ({ $id })
glass = Nadie ha decidido sobre su mensaje.
unanswered-subject = Nadie ha respondido: un mensaje de { $sender } ({ $id })
unanswered = Nadie ha decidido sobre un mensaje de { $sender }, aunque se preguntó y se recordó.
sent-alone-subject = Enviado sin otra persona: un mensaje de { $sender } ({ $id })
sent-alone = { $sender } ha enviado un mensaje sin esperar a otra persona, como permite la regla.
sent-alone-reason = El motivo que dio: { $reason }
