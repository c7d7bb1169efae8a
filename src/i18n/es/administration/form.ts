export const formMessages = {
  secret: {
    stored: 'Guardado el {when}, huella {print}. Déjelo vacío para conservarlo.',
    storedUndated: 'Guardado, huella {print}. Déjelo vacío para conservarlo.',
    headers: 'Guardados el {when}: {list}. Déjelo vacío para conservarlos.',
    headersUndated: 'Guardados: {list}. Déjelo vacío para conservarlos.',
  },
  faultsTitle: {
    one: 'No se guardó nada. Revise {count} campo.',
    other: 'No se guardó nada. Revise {count} campos.',
  },
  faults: {
    required: 'Complete este campo.',
    address: 'Escriba la dirección completa, empezando por https://.',
    address_not_allowed:
      'Grade Passback no se conecta con esta dirección. Debe empezar por https://, estar en internet y tener un puerto habitual y ningún nombre de usuario. Si está en su propia red, el operador debe incluirla en el ajuste ALLOWED_PRIVATE_HOSTS.',
    number: 'Escriba un número entero de 1 a 64 o déjelo vacío.',
    profile: 'Elija uno de los perfiles.',
    oauth1_needs_1p1: 'OneRoster 1.2 permite solo OAuth 2. Elija OAuth 2 o un perfil de OneRoster 1.1.',
    secret_needed: 'Escriba el secreto. No hay ninguno guardado para esto.',
    secret_new_host:
      'Una dirección lleva ahora a otro host. Escriba otra vez el secreto: nunca enviamos uno guardado a un host nuevo.',
    headers:
      'Escriba cada línea como Nombre: valor, diez como máximo. Omita los encabezados que Grade Passback pone por sí mismo.',
    key_lti_key:
      'Este número es de la clave LTI. La clave de API es otra clave de desarrollador, con su propio número.',
    key_unknown_number:
      'Canvas no tiene ninguna clave de API con este número, o la clave está desactivada. Copie el número en Detalles y active la clave.',
    key_redirect_uri:
      'Esta clave tiene otro URI de redirección en Canvas. Copie exactamente el de arriba en Canvas. Una clave LTI no funciona aquí.',
    key_other_account: 'Canvas dice que esta clave no es para su cuenta.',
    key_secret: 'Canvas no acepta este secreto para el número. Cópielo otra vez con Mostrar clave.',
    key_scopes: 'A esta clave le faltan permisos (scopes) en Canvas. Dele todos los de arriba.',
    too_long: 'Es demasiado largo.',
    choice: 'Elija una de las opciones.',
    time: 'Escriba una hora, por ejemplo 01:30.',
    metadata: 'Escriba cada uno como nombre=valor, separados por punto y coma, diez como máximo.',
    addresses: 'Escriba direcciones de correo, separadas por comas.',
    spread: 'Es más que el tiempo hasta que vuelve a empezar. Elija menos.',
    time_zone: 'Elija una de las zonas horarias.',
    whole_number: 'Escriba un número entero de {min} a {max}.',
    whole_number_or_nothing: 'Escriba un número entero de {min} a {max} o déjelo vacío.',
  },
} as const;
