export const sisConnectionMessages = {
  title: 'Conexión con el SIS',
  lead: 'Adónde van las calificaciones y cómo Grade Passback inicia sesión allí. El proveedor de su SIS le da estos valores.',
  saved: 'Se guardó la conexión con el SIS.',
  save: 'Guardar',
  test: 'Probar la conexión',
  testWrites: 'Probar escribiendo',
  testing: 'Probando…',
  lostSecrets:
    'Usamos el secreto que escribió para esto, pero no lo guardamos ni lo devolvimos. Escríbalo otra vez antes de guardar.',
  filesNote:
    'La mayoría de los SIS recibe calificaciones por REST: elija el perfil del suyo y escriba abajo las direcciones. Si el suyo recibe archivos, elija un perfil llamado OneRoster CSV. Con «files only», deje lo demás vacío: los ID del SIS en Canvas se toman entonces por los del propio SIS. Con «classes and students over REST», escriba la dirección de clases y estudiantes y cómo iniciamos sesión allí. Añada la dirección del libro de calificaciones solo si el SIS muestra allí sus categorías.',
  nothingToTest:
    'No hay nada que probar: con este perfil, Grade Passback no pregunta nada a su SIS. Guarde, haga una sincronización y descargue los archivos.',
  placeTitle: 'Su SIS',
  profile: {
    label: 'Perfil del SIS',
    hint: 'Cómo funciona este SIS: su versión de OneRoster, sus límites y sus particularidades. Si el suyo no está en la lista, elija OneRoster simple.',
  },
  chooseProfile: 'Elija un perfil',
  profileOption: '{title} (OneRoster {version})',
  rosteringUrl: {
    label: 'Dirección de rostering',
    hint: 'Dirección base de clases y estudiantes, por ejemplo https://sis.example.org/ims/oneroster/rostering/v1p2. Con OneRoster 1.1 suele ser igual a la dirección de gradebook.',
  },
  gradebookUrl: {
    label: 'Dirección de gradebook',
    hint: 'Dirección base de categorías, line items y resultados, por ejemplo https://sis.example.org/ims/oneroster/gradebook/v1p2.',
  },
  authTitle: 'Cómo inicia sesión Grade Passback',
  auth: { label: 'Método' },
  oauth2: 'OAuth 2',
  oauth2Hint:
    'Credenciales de cliente: Grade Passback obtiene un token de acceso en una dirección de token. OneRoster 1.2 no permite otra cosa.',
  oauth1: 'OAuth 1.0a',
  oauth1Hint:
    'Grade Passback firma cada solicitud con una clave y un secreto de consumidor. Solo OneRoster 1.1.',
  tokenUrl: {
    label: 'Dirección del token',
    hint: 'Donde el SIS entrega los tokens de acceso. Cada SIS tiene la suya.',
  },
  clientId: { label: 'ID de cliente' },
  clientSecret: { label: 'Secreto de cliente' },
  clientAuthentication: { label: 'Enviar ID de cliente y secreto' },
  basic: 'en el encabezado Authorization (habitual)',
  post: 'en el formulario',
  consumerKey: { label: 'Clave de consumidor' },
  consumerSecret: { label: 'Secreto de consumidor' },
  signature: {
    label: 'Firma',
    hint: 'Varía de un SIS a otro. Si toda solicitud recibe un 401, pruebe la otra.',
  },
  moreTitle: 'Más',
  maxInFlight: {
    label: 'Solicitudes a la vez',
    hint: 'Como máximo 64. Déjelo vacío para usar el número del perfil. Con menos, el SIS trabaja más cómodo; con más, todo va más rápido.',
  },
  headers: {
    label: 'Encabezados adicionales',
    hint: 'Solo si su proveedor los pide. Uno por línea, por ejemplo x-vendor-authorization: key:secret. Lo que escriba reemplaza todos los guardados.',
  },
  removeHeaders: { label: 'Quitar los encabezados adicionales guardados' },
  tryTitle: 'Probar la conexión',
  tryNote:
    'La prueba usa lo que está escrito arriba, guardado o no. “Probar la conexión” no cambia nada en el SIS: envía una tarea eliminada de una clase que no existe. “Probar escribiendo” envía una tarea y calificaciones de un estudiante a la clase de la sección indicada, las vuelve a leer, las cambia y las quita. Elija una clase de prueba: alguien podría ver las calificaciones por un momento.',
  classSisId: {
    label: 'ID del SIS de una sección para probar',
    hint: 'Como Canvas lo muestra en los detalles de la sección. Déjelo vacío para probar cualquier clase.',
  },
} as const;
