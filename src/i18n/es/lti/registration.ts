export const registrationMessages = {
  title: 'Instalar Grade Passback',
  what: 'Grade Passback envía calificaciones de Canvas al sistema de información estudiantil (SIS) de su escuela. Lo está instalando aquí:',
  canvas: 'Canvas',
  account: 'Cuenta',
  institution: 'Institución',
  sisLabel: 'Cómo llaman sus docentes al SIS',
  sisLabelHint:
    'Los docentes ven este nombre en los menús de Canvas, por ejemplo “Sincronizar con SIS” en el Libro de calificaciones.',
  asks: 'Pide a Canvas',
  shownIn: 'Aparece en',
  install: 'Instalar',
  doneTitle: 'Grade Passback está registrado',
  done: 'Su clave de desarrollador en Canvas tiene el número {clientId}.',
  notGranted: 'Canvas no concedió: {list}.',
  notGrantedMeaning:
    'Grade Passback lo necesita para funcionar del todo. Puede concederlo en la clave de desarrollador o en el registro en Canvas.',
  notShown: 'No aparecerá en: {list}.',
  next: 'Próximos pasos',
  steps: [
    'Cierre esta ventana y active la clave de desarrollador.',
    'Instálelo en su cuenta: Admin › Configuración › Aplicaciones › + Aplicación, con el ID de cliente {clientId}.',
    'Ábralo una vez en cualquier curso. Después, el operador de Grade Passback aprueba la instalación.',
    'Conecte su SIS y la clave de API de Canvas.',
  ],
  openStep: 'Ábralo una vez en Canvas. Con eso queda aprobada la instalación.',
  approvedStep: 'Canvas ya lo instaló en su cuenta y la instalación está aprobada.',
  deployedStep:
    'Canvas ya lo instaló en su cuenta. Falta que el operador de Grade Passback apruebe la instalación.',
  close: 'Cerrar',
  update: {
    title: 'Actualizar Grade Passback',
    what: 'Este enlace instaló Grade Passback con el ID de cliente {clientId}. Al actualizar, la clave sigue igual y Canvas recibe las direcciones, los permisos y las ubicaciones actuales. Continúe solo si eligió Actualizar registro en Canvas.',
    press: 'Actualizar',
    doneTitle: 'El registro está actualizado',
    done: 'El ID de cliente y la conexión con el SIS siguen como estaban.',
  },
  scopes: {
    'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly':
      'leer las tareas propias de Grade Passback',
    'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly': 'leer sus calificaciones',
    'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly':
      'leer quién está en un curso (nombres y roles)',
  },
  placements: {
    course_navigation: 'la navegación del curso',
    post_grades: 'el Libro de calificaciones',
    course_assignments_menu: 'el menú de Tareas',
    account_navigation: 'la navegación de la cuenta',
  },
} as const;
