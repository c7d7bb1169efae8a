export const launchMessages = {
  wait: {
    title: 'Abriendo Grade Passback…',
    withoutScript: 'Los scripts están desactivados en su navegador.',
    continue: 'Continuar',
  },
  newWindow: {
    title: 'Abra Grade Passback en una ventana nueva',
    why: 'Su navegador bloquea las cookies de las herramientas dentro de Canvas, así que esta página no puede saber que es usted.',
    grades: 'Esto no envió ni cambió ninguna calificación.',
    button: 'Abrir en una ventana nueva',
  },
  readyInNewWindow: {
    title: 'Grade Passback está listo en una ventana nueva',
    why: 'Su navegador bloquea las cookies de las herramientas dentro de Canvas. En su propia ventana todo funciona.',
    button: 'Abrir en una ventana nueva',
  },
  loginErrors: {
    login_required: 'usted no ha iniciado sesión en Canvas',
    unauthorized_client: 'Grade Passback no está permitido aquí',
    launch_no_longer_valid: 'esta página ya se abrió o tardó demasiado',
    invalid_request_object: 'no entendió la solicitud',
    interaction_required: 'Canvas necesita que inicie sesión primero',
    consent_required: 'Canvas necesita primero su permiso',
    access_denied: 'acceso denegado',
  },
  unknownLoginError: 'algo salió mal, sin decir qué',
} as const;
