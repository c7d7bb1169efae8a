import type { ErrorCode } from '../../errors.ts';

export interface ErrorText {
  readonly title: string;
  readonly happened: string;
  readonly grades: string;
  readonly todo: string;
  readonly todoEnded?: string;
  readonly todoHere?: string;
}

const nothingSent = 'Esto no envió ni cambió ninguna calificación.';
const keepsGoing = 'Las sincronizaciones que el Historial muestra como programadas se harán.';
const startedKeepRunning = 'Las sincronizaciones que usted ya inició siguen en marcha.';
const launchAgain = 'Vuelva a su curso en Canvas y abra Grade Passback otra vez.';
const askOperator = 'Pida un enlace nuevo al operador de Grade Passback.';
const askAdministrator = 'Si ocurre otra vez, dé a su administrador de Canvas la referencia de esta página.';

export const errorMessages = {
  platform_unknown: {
    title: 'Este Canvas no está conectado todavía',
    happened: 'Grade Passback no conoce el Canvas que lo abrió.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que termine de instalar Grade Passback.',
  },
  platform_ambiguous: {
    title: 'No sabemos qué Canvas es este',
    happened:
      'Dos Canvas dieron a Grade Passback el mismo ID de cliente, y nadie ha aprobado el despliegue {deploymentId} para ninguno de los dos.',
    grades: nothingSent,
    todo: 'Pida al operador de Grade Passback que apruebe este despliegue para su escuela. Después abra Grade Passback otra vez.',
  },
  canvas_copy: {
    title: 'Esta es una copia de su Canvas',
    happened:
      'Abrió Grade Passback desde el entorno {copy} de Canvas, donde las calificaciones son de prueba. Solo tomamos calificaciones de su Canvas real.',
    grades: nothingSent,
    todo: 'Abra Grade Passback en su Canvas real. Para probarlo en esta copia, pida al operador que la agregue como institución con un SIS de prueba.',
  },
  deployment_unknown: {
    title: 'Esta instalación espera aprobación',
    happened:
      'Grade Passback se agregó a Canvas como despliegue {deploymentId}. Nadie lo ha aprobado todavía.',
    grades: nothingSent,
    todo: 'Pida al operador de Grade Passback que apruebe este despliegue. Después abra Grade Passback otra vez.',
  },
  institution_disabled: {
    title: 'Grade Passback está desactivado',
    happened: 'Grade Passback está desactivado para su institución en este momento.',
    grades: nothingSent,
    todo: 'Pregunte a su administrador de Canvas cuándo volverá.',
  },
  launch_invalid: {
    title: 'No pudimos verificar que usted venga de Canvas',
    happened: 'Lo que Canvas envió no pasó los controles de seguridad.',
    grades: nothingSent,
    todo: `${launchAgain} ${askAdministrator}`,
  },
  launch_expired: {
    title: 'Esta página tardó demasiado en abrirse',
    happened: 'Pasó demasiado tiempo entre su clic en Canvas y esta página.',
    grades: nothingSent,
    todo: launchAgain,
  },
  launch_replayed: {
    title: 'Esta página ya se abrió',
    happened: 'Cada clic en Canvas abre Grade Passback una vez. Recargar o volver atrás no funciona.',
    grades: nothingSent,
    todo: launchAgain,
  },
  browser_unproven: {
    title: 'Abra esto en una ventana nueva',
    happened:
      'Su navegador no pudo demostrar que usted abrió esta página. Es posible que bloquee las cookies dentro de Canvas.',
    grades: nothingSent,
    todo: 'Abra Grade Passback en una ventana nueva, o permita las cookies de este sitio e intente otra vez.',
  },
  login_refused: {
    title: 'Canvas no le dejó entrar',
    happened: 'Canvas dijo: {reason}.',
    grades: nothingSent,
    todo: launchAgain,
  },
  message_unsupported: {
    title: 'Esto no se puede abrir aquí',
    happened: 'Canvas abrió Grade Passback de una forma que no admite.',
    grades: nothingSent,
    todo: 'Abra Grade Sync en la navegación del curso.',
  },
  context_missing: {
    title: 'Abra esto desde un curso',
    happened: 'Usted abrió Grade Passback fuera de un curso.',
    grades: nothingSent,
    todo: 'Abra un curso en Canvas y elija Grade Sync en la navegación del curso.',
  },
  placement_unknown: {
    title: 'Abra esto desde el menú del curso',
    happened:
      'Usted abrió un enlace, por ejemplo en un módulo. Un enlace así no puede mostrar quién es usted.',
    grades: nothingSent,
    todo: 'En su curso, elija Grade Sync en la navegación del curso.',
  },
  role_refused: {
    title: 'Esta página es para docentes',
    happened: 'Su rol en este curso no puede enviar calificaciones a {sis}.',
    grades: nothingSent,
    todo: 'Si enseña en este curso, pida a su administrador de Canvas que revise su rol.',
  },
  reach_unknown: {
    title: 'Canvas no dijo en qué secciones enseña usted',
    happened: 'Grade Passback no sabe si usted ve todo el curso o solo sus propias secciones.',
    grades: nothingSent,
    todo: 'Abra Grade Sync en la navegación del curso. Si ocurre otra vez, pida a su administrador de Canvas que agregue el campo personalizado canvas_section_restricted a la clave de desarrollador de Grade Passback.',
  },
  sections_only: {
    title: 'Esto se refiere a todo el curso',
    happened: 'En Canvas usted ve solo sus propias secciones. Esto se refiere también a otras secciones.',
    grades: nothingSent,
    todo: 'Pregunte a un docente que vea todo el curso.',
  },
  administration_refused: {
    title: 'Esta página es para administradores de Canvas',
    happened:
      'Solo los administradores de la cuenta raíz de su escuela en Canvas pueden administrar Grade Passback. Su cuenta no es una de ellas.',
    grades: nothingSent,
    todo: 'Si administra Canvas en su escuela, abra Grade Passback desde la cuenta raíz de la escuela. Si enseña, abra Grade Sync en su curso.',
  },
  session_missing: {
    title: 'Abra esto desde Canvas',
    happened:
      'Esta página no se abrió desde Canvas, o su navegador bloqueó la cookie que mantiene su sesión.',
    grades: nothingSent,
    todo: launchAgain,
  },
  session_expired: {
    title: 'Su sesión terminó',
    happened: 'Las sesiones terminan después de un tiempo para proteger las calificaciones.',
    grades: startedKeepRunning,
    todo: launchAgain,
  },
  session_idle: {
    title: 'Su sesión terminó',
    happened:
      'No usó esta página durante {minutes} minutos. Su escuela termina las sesiones después de ese tiempo.',
    grades: startedKeepRunning,
    todo: launchAgain,
  },
  session_form_late: {
    title: 'Su sesión terminó antes de que enviara este formulario',
    happened: 'Lo que escribió no se guardó ni se envió.',
    grades: `${nothingSent} ${startedKeepRunning}`,
    todo: 'Vuelva a su curso en Canvas, abra Grade Passback otra vez y repita lo que hizo.',
  },
  session_signed_out: {
    title: 'Usted cerró la sesión',
    happened: 'Usted terminó esta sesión, aquí o en otra ventana.',
    grades: startedKeepRunning,
    todo: launchAgain,
  },
  form_forged: {
    title: 'Este formulario no se aceptó',
    happened: 'El formulario no vino de la página que usted abrió.',
    grades: nothingSent,
    todo: launchAgain,
  },
  too_many_requests: {
    title: 'Demasiadas solicitudes',
    happened: 'Su red envió demasiadas solicitudes en poco tiempo.',
    grades: nothingSent,
    todo: 'Espere un minuto e intente otra vez.',
  },
  install_link_unknown: {
    title: 'Este enlace de instalación no existe',
    happened: 'El enlace está incompleto o es de otra persona.',
    grades: nothingSent,
    todo: `Copie otra vez el enlace completo. ${askOperator}`,
  },
  install_link_used: {
    title: 'Este enlace de instalación ya se usó',
    happened: 'Cada enlace instala Grade Passback una vez.',
    grades: nothingSent,
    todo: `Compruebe si Grade Passback ya está en Canvas. Si no está: ${askOperator}`,
  },
  install_link_expired: {
    title: 'Este enlace de instalación caducó',
    happened: 'Los enlaces de instalación funcionan solo unos días.',
    grades: nothingSent,
    todo: askOperator,
  },
  install_link_misplaced: {
    title: 'Abra este enlace en Canvas',
    happened: 'Usted abrió el enlace directamente. Funciona solo donde Canvas registra herramientas.',
    grades: nothingSent,
    todo: 'En Canvas abra Admin › Claves de desarrollador › + Clave de desarrollador › + Registro LTI, y pegue allí el enlace.',
  },
  registration_foreign: {
    title: 'Este enlace es para otro Canvas',
    happened: 'Este enlace se hizo para un Canvas distinto del que lo abrió ({reason}).',
    grades: nothingSent,
    todo: `Use el enlace en el Canvas para el que se hizo. ${askOperator}`,
  },
  registration_issuer: {
    title: 'Este Canvas tiene otro emisor',
    happened: 'Canvas firma como {issuer}. Este enlace se hizo para un Canvas que firma como {expected}.',
    grades: nothingSent,
    todo: 'Pida un enlace nuevo al operador de Grade Passback. Para un Canvas que Instructure no aloja, install-link acepta --preset self-hosted o --issuer {issuer}.',
  },
  registration_failed: {
    title: 'Canvas no registró Grade Passback',
    happened: 'Canvas dijo: {reason}.',
    grades: nothingSent,
    todo: 'Cierre esta ventana y empiece otra vez en Canvas. El mismo enlace sigue funcionando.',
  },
  registration_known: {
    title: 'Canvas dio una clave que ya está en uso',
    happened: 'Canvas respondió con el ID de cliente {clientId}, que otra instalación de aquí ya tiene.',
    grades: nothingSent,
    todo: 'Elimine la clave sin uso en Canvas, en Claves de desarrollador, y empiece otra vez. El mismo enlace sigue funcionando. Para instalar Grade Passback por segunda vez, pida antes al operador que quite la instalación anterior. Si esa es de otro Canvas, el suyo necesita un emisor propio: lti_iss en su config/security.yml. Después pida al operador un enlace nuevo.',
  },
  registration_other: {
    title: 'Canvas creó una clave nueva en vez de actualizar',
    happened:
      'Canvas respondió con el ID de cliente {clientId}. Este enlace instaló el ID de cliente {expected}, que no cambió.',
    grades: nothingSent,
    todo: 'Elimine la clave {clientId} en Canvas, en Claves de desarrollador. Después abra el registro de la clave {expected} y elija Actualizar registro.',
  },
  not_found: {
    title: 'Página no encontrada',
    happened: 'Esta página no existe.',
    grades: nothingSent,
    todo: launchAgain,
  },
  form_invalid: {
    title: 'No pudimos leer este formulario',
    happened: 'Algo en el formulario o en la dirección no es válido.',
    grades: nothingSent,
    todo: 'Vuelva atrás, recargue la página e intente otra vez.',
  },
  run_not_found: {
    title: 'Sincronización no encontrada',
    happened: 'Este curso no tiene esa sincronización.',
    grades: nothingSent,
    todo: 'Abra el Historial para ver todas las sincronizaciones de este curso.',
  },
  nothing_selected: {
    title: 'No hay nada seleccionado',
    happened: 'No seleccionó ninguna tarea que se pueda enviar.',
    grades: nothingSent,
    todo: 'Vuelva atrás y seleccione al menos una tarea.',
  },
  posting_paused: {
    title: 'Las sincronizaciones están en pausa',
    happened: 'Su institución ha puesto en pausa las sincronizaciones.',
    grades: nothingSent,
    todo: 'Pregunte a su administrador de Canvas cuándo continuarán.',
  },
  canvas_unreachable: {
    title: 'Canvas no responde',
    happened: 'Grade Passback no pudo comunicarse con Canvas.',
    grades: keepsGoing,
    todo: `Intente otra vez en unos minutos. ${askAdministrator}`,
  },
  canvas_refused: {
    title: 'Canvas rechazó la solicitud',
    happened: 'Canvas no dejó que Grade Passback leyera lo que necesita.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que revise los permisos de las claves de desarrollador de Grade Passback.',
  },
  canvas_key_refused: {
    title: 'Canvas no acepta nuestra clave de API',
    happened:
      'La clave de API que su escuela dio a Grade Passback es incorrecta, está desactivada o es para otra cuenta.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que abra Administración › Clave de API de Canvas. La página dice qué está mal.',
  },
  canvas_key_scopes: {
    title: 'A nuestra clave de API le faltan permisos',
    happened: 'La clave de API de su escuela no deja que Grade Passback lea todo lo que necesita.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que dé a la clave todos los permisos que aparecen en Administración › Clave de API de Canvas.',
  },
  canvas_includes_off: {
    title: 'Canvas omite secciones y fechas de entrega',
    happened: 'Allow Include Parameters está desactivado en nuestra clave de API en Canvas.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que active Allow Include Parameters en la clave de API de Grade Passback.',
  },
  canvas_scope_missing: {
    title: 'A Grade Passback le falta un permiso en Canvas',
    happened:
      'La clave de desarrollador de Grade Passback perdió algunos de los permisos con los que se registró.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que dé otra vez a la clave de desarrollador Names and Role Provisioning y Assignment and Grade Services.',
  },
  canvas_origin_unknown: {
    title: 'Canvas usa una dirección que no conocemos',
    happened:
      'Canvas ofrece este curso en {origin}. Grade Passback no conoce esa dirección como de su institución.',
    grades: nothingSent,
    todo: 'Pida al operador de Grade Passback que agregue la dirección.',
  },
  canvas_course_ended: {
    title: 'Este curso terminó en Canvas',
    happened:
      'Cuando un curso o su período termina, Canvas ya no muestra sus calificaciones a Grade Passback.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que cambie la fecha de fin del curso o que agregue una clave de API de Canvas. Con una clave puede enviar también después del fin.',
  },
  canvas_assignment_gone: {
    title: 'Las tareas cambiaron mientras las leíamos',
    happened: 'Alguien retiró o eliminó tareas en Canvas una y otra vez mientras leíamos sus calificaciones.',
    grades: nothingSent,
    todo: 'Envíe las calificaciones otra vez.',
  },
  canvas_throttled: {
    title: 'Canvas está ocupado',
    happened: 'Canvas pidió a Grade Passback que fuera más despacio.',
    grades: keepsGoing,
    todo: 'Intente otra vez en unos minutos.',
  },
  canvas_unexpected: {
    title: 'Canvas dio una respuesta inesperada',
    happened: 'Grade Passback no pudo entender lo que Canvas envió.',
    grades: nothingSent,
    todo: askAdministrator,
  },
  canvas_consent_needed: {
    title: 'Conectar con Canvas',
    happened: 'Grade Passback lee sus tareas y calificaciones con su permiso. Canvas le pregunta una vez.',
    grades: nothingSent,
    todo: 'Presione Conectar con Canvas y después Autorizar. Esta página continúa sola.',
  },
  canvas_consent_refused: {
    title: 'Canvas no está conectado',
    happened: 'Canvas no recibió su permiso para compartir este curso.',
    grades: nothingSent,
    todo: 'Presione Conectar con Canvas y elija Autorizar.',
  },
  canvas_person_unproven: {
    title: 'Canvas no confirma quién es usted',
    happened: 'La persona que abrió Grade Passback no es la que Canvas tiene como docente de este curso.',
    grades: nothingSent,
    todo: 'Abra Grade Sync otra vez en la navegación del curso. Si ocurre otra vez, pregunte a su administrador de Canvas.',
  },
  canvas_not_connected: {
    title: 'Canvas no está conectado del todo',
    happened: 'Grade Passback no tiene todavía una clave de API de Canvas, así que no puede leer sus tareas.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que agregue la clave de API de Canvas.',
  },
  canvas_sections_only: {
    title: 'Canvas ya no muestra todo el curso',
    happened:
      'Esta sincronización lee Canvas como una persona. Esa persona ve ahora solo algunas de las secciones que abarca.',
    grades: nothingSent,
    todo: 'Abra Grade Sync otra vez en Canvas y envíe otra vez. Si se detuvo una sincronización nocturna, un docente que vea todo el curso puede desactivarla y activarla.',
  },
  sis_unreachable: {
    title: '{sis} no responde',
    happened: 'Grade Passback no pudo comunicarse con {sis}.',
    grades: keepsGoing,
    todo: 'No tiene que hacer nada. La sincronización sigue intentándolo.',
    todoHere: `Inténtelo otra vez en unos minutos. ${askAdministrator}`,
    todoEnded: `Envíe las calificaciones otra vez cuando {sis} funcione. ${askAdministrator}`,
  },
  sis_failing: {
    title: '{sis} tiene un error',
    happened: '{sis} responde, pero con un error propio.',
    grades: keepsGoing,
    todo: 'No tiene que hacer nada. La sincronización sigue intentándolo.',
    todoHere: `Inténtelo otra vez en unos minutos. ${askAdministrator}`,
    todoEnded: `Envíe las calificaciones otra vez cuando {sis} funcione. ${askAdministrator}`,
  },
  sis_refused: {
    title: '{sis} rechazó el envío',
    happened: '{sis} no aceptó lo que enviamos.',
    grades: 'Las calificaciones que aparecen con error no están en {sis}.',
    todo: `Abra la sincronización para ver cada razón. ${askAdministrator}`,
  },
  sis_auth: {
    title: '{sis} no acepta la conexión',
    happened: '{sis} rechazó las credenciales o los permisos de su institución.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que revise Administración › Conexión con el SIS.',
  },
  sis_rate: {
    title: '{sis} está ocupado',
    happened: '{sis} pidió a Grade Passback que fuera más despacio.',
    grades: keepsGoing,
    todo: 'No tiene que hacer nada. La sincronización sigue intentándolo.',
    todoHere: `Inténtelo otra vez en unos minutos. ${askAdministrator}`,
    todoEnded: `Envíe las calificaciones otra vez cuando {sis} funcione. ${askAdministrator}`,
  },
  sis_unexpected: {
    title: '{sis} responde de una forma que no podemos leer',
    happened: 'Grade Passback no pudo entender lo que {sis} envió.',
    grades: 'Es posible que las calificaciones que aparecen con error no estén en {sis}.',
    todo: askAdministrator,
  },
  sis_not_connected: {
    title: '{sis} no está conectado todavía',
    happened: 'Su institución no ha conectado {sis} con Grade Passback.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que conecte {sis}.',
  },
  settings_invalid: {
    title: 'Algo salió mal',
    happened: 'Grade Passback no está bien configurado.',
    grades: nothingSent,
    todo: askAdministrator,
  },
  institution_invalid: {
    title: 'Algo salió mal',
    happened: 'Grade Passback no puede usar la configuración de su institución.',
    grades: nothingSent,
    todo: askAdministrator,
  },
  database_unavailable: {
    title: 'Intente otra vez en un momento',
    happened: 'Grade Passback no pudo comunicarse con su base de datos.',
    grades: keepsGoing,
    todo: `Intente otra vez en un minuto. ${askAdministrator}`,
  },
  secret_unreadable: {
    title: 'Algo salió mal',
    happened: 'Grade Passback ya no puede leer un secreto guardado.',
    grades: nothingSent,
    todo: 'Pida a un administrador de Canvas que lo escriba otra vez en Administración › Conexión con el SIS o Clave de API de Canvas.',
  },
  address_refused: {
    title: 'Esta dirección no está permitida',
    happened: 'Grade Passback no se conecta con direcciones de red privadas o inusuales.',
    grades: nothingSent,
    todo: 'Pida a su administrador de Canvas que revise las direcciones en Administración › Conexión con el SIS. Si la dirección está en su propia red, el operador debe incluirla en el ajuste ALLOWED_PRIVATE_HOSTS.',
  },
  lease_lost: {
    title: 'Otro proceso la tomó',
    happened: 'Otro proceso continúa esta sincronización.',
    grades: keepsGoing,
    todo: 'No tiene que hacer nada.',
  },
  internal: {
    title: 'Algo salió mal',
    happened: 'Grade Passback encontró un error inesperado.',
    grades: keepsGoing,
    todo: `Intente otra vez. ${askAdministrator}`,
  },
} as const satisfies Readonly<Record<ErrorCode, ErrorText>>;
