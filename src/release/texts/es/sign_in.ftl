# Our own mails: the link that signs in.
sign-in-subject = Su enlace a Outguard
sign-in-open = Abra este enlace en el navegador en el que lo pidió y pulse allí el botón. Vale 15 minutos y una sola vez:
sign-in-not-you = Si no lo ha pedido, no haga nada: sin su navegador nadie puede usarlo, y a los 15 minutos caduca.
