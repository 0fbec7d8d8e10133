# Páginas. Los huecos son direcciones, nombres y horas tal como son.
title-sign-in = Iniciar sesión
title-waiting = Me espera
title-held = Un correo retenido
title-failure = No se pudo hacer
sign-in-as = Iniciar sesión como { $who }
sign-in-how = Abra el enlace que muestra `outguard open` en el equipo donde funciona Outguard.
sign-out = Cerrar sesión
nothing-waits = No hay nada en espera.
waiting-count = { $count ->
        [one] 1 correo necesita su decisión. Nada de esto se envía sin que usted lo diga.
       *[other] { $count } correos necesitan su decisión. Nada de esto se envía sin que usted lo diga.
    }
open = Abrir
not-sent-yet = Aún no se ha enviado.
remove = Quitar a { $address }
replace = Enviar a { $address } en su lugar
dont-send = No enviar
send-to = { $count ->
        [one] Enviar a 1 persona
       *[other] Enviar a { $count } personas
    }
tick = Sí, me refiero a { $address }
type = Escriba { $text } para mostrar que lo ha leído
back = Volver
skip = Al contenido
nav = Páginas
theme-light = Claro
theme-dark = Oscuro
theme-system = Como el sistema
keys = Teclas
keys-move = siguiente y anterior
keys-repair = al mejor arreglo
keys-cancel = a «No enviar»
keys-keep = retenerlo mientras sale
keys-send = al botón de enviar, sin pulsarlo
keys-help = esta lista
keys-on = Las letras sueltas son teclas
close = Cerrar
