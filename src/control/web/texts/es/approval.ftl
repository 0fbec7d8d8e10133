# Páginas: aprobación por otra persona.
title-asked = Le espera como segunda persona
title-asked-one = Un mensaje sobre el que se le pregunta
nobody-asks = Nadie le pregunta nada.
from-whom = de { $sender }
senders-reason = El motivo del remitente: { $reason }
urgent = El remitente dice que es urgente.
wants-to-send = { $sender } quiere enviar esto
would-go-to = { $count ->
        [one] Iría a 1 persona
       *[other] Iría a { $count } personas
    }
files = Archivos
why-asked = Por qué se le pregunta
body = El mensaje
body-cut = El resto no se muestra.
open-body = Mostrar el texto del mensaje
open-logged = En el registro consta que lo ha abierto.
reject-line = ¿Por qué no? El remitente lee esta línea.
reject = Rechazar
approve = { $count ->
        [one] Aprobar: enviar a 1 persona
       *[other] Aprobar: enviar a { $count } personas
    }
goes-on-to = Si no decide, se preguntará también a { $person }.
away-title = Estoy ausente
away-until = Consta como ausente hasta { $at }.
away-to = Mientras tanto decide { $person }.
away-until-when = ¿Hasta cuándo? Un día, una hora o una duración como 3d
away-to-whom = ¿Quién decide mientras tanto? Puede quedar vacío
away-do = Estoy ausente
back-now = He vuelto
decide-there = Decidir como segunda persona
plead-why = ¿Qué deben saber? Leen esta línea.
plead-urgent = Es urgente: preguntar antes a otra persona
plead-do = Decírselo
send-alone = Enviarlo sin ellos
send-alone-how = Solo donde la regla lo permite: con un motivo por escrito, que se guarda y se comunica a quienes habrían decidido.
send-alone-why = ¿Por qué?
send-alone-do = Enviarlo con este motivo
asked-until = Se pregunta a { $person } hasta { $at }.
asked-now = Se pregunta a { $person }.
asked-for = Se pregunta a { $person }, en nombre de { $whom }.
asked-then = Después se pregunta también a { $person }.
asked-nobody = En este momento no se puede preguntar a nadie.
