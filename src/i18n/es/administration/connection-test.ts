import { writeFindings } from './connection-test-writes.ts';

interface FindingText {
  readonly text: string;
  readonly ask?: string;
}

const findings = {
  reached: { text: '{host} responde.' },
  address_not_allowed: {
    text: 'Grade Passback no se conecta con {host} porque es una dirección privada o inusual.',
    ask: 'una dirección https en internet. Si la dirección es privada a propósito, el operador debe incluirla en el ajuste ALLOWED_PRIVATE_HOSTS.',
  },
  name_unknown: {
    text: 'No hay ningún host llamado {host}.',
    ask: 'la dirección exacta. Revise primero si hay errores de escritura.',
  },
  addresses_swapped: {
    text: 'Las direcciones de rostering y de gradebook están invertidas. Intercámbielas.',
  },
  version_other: {
    text: 'Estas son direcciones de OneRoster {other}, pero el perfil usa {version}. Elija un perfil de OneRoster {other} o las direcciones de {version}.',
    ask: 'si ofrecen OneRoster {version} y en qué direcciones.',
  },
  connection_refused: {
    text: 'Nada responde en esta dirección. El servicio puede estar caído o el puerto puede ser incorrecto.',
    ask: 'la dirección exacta con su puerto, y si el servicio está en marcha.',
  },
  connection_lost: {
    text: '{sis} cerró la conexión sin responder.',
    ask: 'si un cortafuegos o proxy cierra las conexiones del servidor de Grade Passback.',
  },
  no_answer: {
    text: '{sis} no respondió a tiempo. Puede estar caído, o un cortafuegos puede bloquear Grade Passback.',
    ask: 'si el servicio está en marcha, y que dejen pasar al servidor de Grade Passback por el cortafuegos.',
  },
  certificate_good: { text: 'La conexión está cifrada y el certificado es válido.' },
  certificate_bad: {
    text: 'El certificado de {host} no es válido, así que Grade Passback no se conecta con él.',
    ask: 'un certificado válido para este host, de una autoridad pública, con sus certificados intermedios.',
  },
  not_encrypted: { text: 'La dirección es http. Úsela solo para hacer pruebas en una máquina.' },
  token_received: { text: '{sis} dio un token de acceso.' },
  requests_signed: { text: 'No hace falta: OAuth 1.0a firma cada solicitud.' },
  credentials_refused: {
    text: '{sis} rechazó el ID de cliente o el secreto.',
    ask: 'el ID de cliente y el secreto para OneRoster, si han caducado, y si van en el encabezado o en el formulario.',
  },
  token_address_wrong: {
    text: 'La dirección del token no dio ningún token.',
    ask: 'la dirección exacta del token (OAuth 2, credenciales de cliente).',
  },
  scopes_granted: {
    text: '{sis} concedió todos los permisos que Grade Passback necesita, o no dijo cuáles.',
  },
  scopes_missing: {
    text: '{sis} no concedió: {scopes}',
    ask: 'estos permisos para este cliente: {scopes}',
  },
  class_read: { text: 'Se leyó la clase “{title}” (sourcedId {id}).' },
  class_unknown: {
    text: '{sis} no conoce la clase {id}.',
    ask: 'qué campo de una clase contiene el ID del SIS de la sección en Canvas, y si comparten esta clase con Grade Passback.',
  },
  class_ambiguous: {
    text: '{sis} tiene más de una clase {id}, y Grade Passback nunca adivina.',
    ask: 'cómo identificar una clase de forma única.',
  },
  classes_none: {
    text: '{sis} no muestra ninguna clase.',
    ask: 'que compartan las clases de este año escolar con Grade Passback.',
  },
  class_not_permitted: {
    text: 'Grade Passback no tiene permiso para leer clases.',
    ask: 'permiso para leer las listas (scope roster.readonly o el ajuste propio del proveedor), y si hacen falta encabezados adicionales. Con OAuth 1.0a, pruebe la otra firma.',
  },
  class_address_wrong: {
    text: 'La dirección de rostering no tiene clases.',
    ask: 'la dirección base exacta de OneRoster rostering y su versión.',
  },
  categories_read: { text: 'Categorías en la clase: {count}.' },
  categories_none: {
    text: 'La clase “{title}” no tiene categorías, y {sis} necesita una para cada tarea.',
    ask: 'nada todavía. Configure primero las categorías en {sis}. Si ya existen, pida al proveedor que las comparta con Grade Passback.',
  },
  categories_not_needed: { text: '{sis} no ofrece categorías aquí, y este perfil no las necesita.' },
  categories_not_permitted: {
    text: 'Grade Passback no tiene permiso para leer categorías.',
    ask: 'permiso para leer el libro de calificaciones (scope gradebook.readonly o el ajuste propio del proveedor), y si hacen falta encabezados adicionales.',
  },
  categories_address_wrong: {
    text: 'La dirección de gradebook no tiene categorías.',
    ask: 'la dirección base exacta de OneRoster gradebook, y si el servicio está contratado.',
  },
  periods_read: { text: 'Periodos de calificación de la clase: {count}.' },
  periods_none: {
    text: 'La clase no tiene periodos de calificación y este perfil necesita uno para cada tarea.',
    ask: 'que comparta los periodos lectivos y de calificación, y cuáles corresponden a la clase. Si las tareas no los necesitan, elija otro perfil.',
  },
  periods_not_needed: {
    text: '{sis} no ofrece periodos de calificación aquí y este perfil no los necesita.',
  },
  students_read: { text: 'Estudiantes de la clase: {count}, identificados por {field}.' },
  students_none: { text: 'La clase todavía no tiene estudiantes. Pruebe con una sección que los tenga.' },
  students_unmatchable: {
    text: 'Ninguno de los {count} estudiantes tiene un valor en {field}, así que ninguna calificación encontraría a su estudiante.',
    ask: 'qué campo de un estudiante contiene el ID del SIS del usuario en Canvas, y que lo comparta.',
  },
  line_items_read: { text: 'Tareas de la clase: {count}.' },
  line_items_unsaid: {
    text: '{sis} no muestra ninguna tarea de esta clase. Puede que no tenga o que no las muestre.',
  },
  results_read: { text: 'Resultados de una tarea: {count}. Las calificaciones se pueden volver a leer.' },
  results_unsaid: {
    text: '{sis} no muestra resultados de esta tarea. Si nunca lo hace, las calificaciones se envían sin confirmarse.',
  },
  results_not_tried: { text: 'No se probó: no hay ninguna tarea cuyos resultados se puedan leer.' },
  list_not_permitted: {
    text: 'Grade Passback no tiene permiso para leer esta lista, y una sincronización la lee.',
    ask: 'permiso para leer las listas y el libro de calificaciones (alcances roster.readonly y gradebook.readonly, o el ajuste propio del proveedor).',
  },
  list_unreadable: {
    text: '{sis} no responde con una lista que se pueda leer, y una sincronización la lee.',
    ask: 'por qué esta lista no se responde como describe OneRoster.',
  },
  list_refused: {
    text: '{sis} no permite que Grade Passback lea esta lista. Las calificaciones se envían, pero no podemos comprobar qué guarda {sis}.',
    ask: 'permiso para leer el libro de calificaciones (scope gradebook.readonly, o el ajuste propio del proveedor).',
  },
  students_refused: {
    text: '{sis} no permite que Grade Passback lea quién está en una clase. Cada calificación se envía con el ID SIS que su estudiante tiene en Canvas, y no podemos saber quién no está en la clase.',
    ask: 'permiso para leer los estudiantes de una clase (scope roster-core.readonly, o el ajuste propio del proveedor).',
  },
  write_unproven: {
    text: '{sis} respondió que no conoce esa clase. Puede que no acepte ninguna tarea nueva, así que esto no demuestra que Grade Passback pueda escribir. Lo mostrará la primera sincronización de una tarea.',
  },
  habits_none: { text: '{sis} responde como describe OneRoster.' },
  empty_list_unsaid: {
    text: 'Una lista vacía se responde como si no existiera. Nada se da por perdido por eso.',
  },
  rows_left_out: { text: 'Una lista tiene filas sin ID. Se dejan fuera.' },
  other_capitals: { text: 'Los nombres de las propiedades llevan otras mayúsculas.' },
  total_miscounted: { text: 'El total de una lista no es el número de sus filas.' },
  smaller_pages: { text: 'Solo acepta páginas pequeñas, así que las listas necesitan más solicitudes.' },
  lists_unpaged: { text: 'Las listas llegan enteras, no por páginas.' },
  filter_useless: { text: 'Un filtro no encuentra nada, así que se leen todas las clases.' },
  categories_unscoped: { text: 'Las categorías se muestran para toda la escuela, no por clase.' },
  next_link_rewritten: {
    text: 'Los enlaces a la página siguiente nombran una dirección de su propia red. Usamos la dirección indicada arriba.',
  },
  redirected: { text: 'Las solicitudes se redirigen a otra dirección de {sis}.' },
  write_answered_by_page: {
    text: 'Los envíos se responden con una página web. Al volver a leer se ve si se guardaron.',
  },
  write_refused_as_expected: {
    text: '{sis} rechazó la tarea inventada por la razón correcta: Grade Passback tiene permiso para escribir.',
  },
  write_accepted: {
    text: '{sis} aceptó la tarea inventada, marcada como eliminada: Grade Passback tiene permiso para escribir.',
  },
  write_not_permitted: {
    text: 'Grade Passback no tiene permiso para escribir.',
    ask: 'permiso para escribir en el libro de calificaciones (scope gradebook.createput: PUT de lineItems y results).',
  },
  write_not_offered: {
    text: '{sis} no acepta line items en la dirección de gradebook.',
    ask: 'si ofrece el envío de OneRoster gradebook: PUT de lineItems y results.',
  },
  write_not_tried: { text: 'No se probó: {sis} crea una tarea nueva cada vez.' },
  ...writeFindings,
  refused: {
    text: '{sis} rechazó la solicitud.',
    ask: 'qué significa esta respuesta.',
  },
  busy: {
    text: '{sis} dice que está ocupado. Espere unos minutos y pruebe otra vez.',
    ask: 'cuántas solicitudes permite, si sigue ocurriendo.',
  },
  failing: {
    text: '{sis} no pudo responder. Espere unos minutos y pruebe otra vez.',
    ask: 'que revisen su registro de esa hora, si sigue ocurriendo.',
  },
  takes_files: { text: 'No hace falta: las calificaciones van en archivos.' },
  not_reached: { text: 'No se probó, porque falló un paso anterior.' },
} as const satisfies Readonly<Record<string, FindingText>>;

export const connectionTestMessages = {
  title: 'Resultado de la prueba',
  good: 'Todo lo que lee una sincronización se puede leer, y {sis} permite que Grade Passback escriba. La primera sincronización mostrará si guarda lo escrito.',
  unproven:
    'Todo lo que lee una sincronización se puede leer. No está demostrado que Grade Passback pueda escribir: sincronice primero una sola tarea.',
  written:
    'Una sincronización funciona: {sis} guarda tareas y calificaciones y permite cambiarlas. Las notas dicen qué guarda de otra forma.',
  writtenUnseen:
    'Grade Passback puede escribir, pero {sis} no muestra lo que guarda. Las calificaciones se enviarán sin confirmarse.',
  bad: 'La conexión no funciona todavía. Mire el paso {step}.',
  states: { ok: 'OK', noted: 'Nota', failed: 'Con error', skipped: 'Omitido' },
  steps: {
    address: 'Dirección',
    tls: 'Cifrado',
    token: 'Token de acceso',
    scopes: 'Permisos (scopes)',
    class: 'Una clase',
    categories: 'Sus categorías',
    periods: 'Sus periodos de calificación',
    students: 'Sus estudiantes',
    lineItems: 'Sus tareas',
    results: 'Resultados',
    write: 'Escritura',
    scores: 'Calificaciones',
    changes: 'Cambios',
    excused: 'Estudiantes exentos',
    titles: 'Nombres largos',
    points: 'Medios puntos',
    columns: 'Primeras calificaciones juntas',
    removal: 'Quitar la prueba',
    habits: 'Cómo responde',
  },
  answer: '{sis} respondió {status}: “{words}”',
  answerWordless: '{sis} respondió {status} sin mensaje.',
  ask: 'Pida a su proveedor',
  findings,
} as const;
