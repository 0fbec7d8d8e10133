# Pages: sign in.
sign-in-here = Su dirección
sign-in-mail = Enviarme un enlace
sign-in-asked = Si puede iniciar sesión aquí, un enlace va de camino a su correo. Ábralo en este navegador; vale 15 minutos.
sign-in-elsewhere = O abra el enlace que muestra `outguard open` en el equipo donde funciona Outguard.
link-over = Este enlace ya se ha usado, es demasiado antiguo o se pidió en otro navegador. Pida otro.
onward = Continuar
title-settings = Ajustes
settings-sessions = Dónde ha iniciado sesión
settings-since = Desde { $since }, como máximo hasta { $until }
settings-this = este navegador
settings-end = Terminar
