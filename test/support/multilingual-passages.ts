import type { Language, Source } from './statement-cases.ts';

/** Of each language, passages about things that do not exist. `answers` are names, which some scripts do not mark. */
export const PASSAGES: Readonly<Record<Language, readonly Source[]>> = {
  en: [
    {
      text: 'The Skerrow lighthouse stands on a rock eleven miles off the coast of Ardmoor. It was designed by Margaret Ellison and lit for the first time on 3 October 1861. Building it took six years, because waves washed away the scaffolding in 1856 and again in 1858. The tower is 42 metres high and has 217 steps. It was not damaged in the great storm of 1911. About 4,000 gannets nest on the rock every spring.',
    },
    {
      text: 'The Brindle valley railway was opened on 14 May 1874 by the engineer Thomas Oakley. Its line was 38 kilometres long, crossed 19 bridges and climbed 640 metres to the mines of Harrowgate. In 1902, the company employed 312 people, most of whom lived in the villages along the line. The railway never carried more than 90,000 passengers in a year. It was closed in 1957, and the station of Brindle is a museum today.',
    },
    {
      text: 'Professor Ines Calloway founded the Institute of Marine Acoustics in 1968 with 7 colleagues. The institute was moved to Port Selwyn in 1983, where it has 126 employees and three research ships. Its largest ship, the Petrel, was built in Norway and can stay at sea for 45 days. The institute has not published its measurements of 1991. In 2004, Calloway received the Halden medal for her work on the songs of whales.',
    },
    {
      text: 'Torvald is a hard cheese from the milk of red cows, made in the hills of Lower Sorrel since 1622. A wheel of Torvald weighs 31 kilograms and ripens for 14 months in caves of limestone. The caves were discovered by the monk Anselm Reeve, who stored apples there. In 1936 only 5 dairies were left, but there are 48 of them now. The cheese must not be sold before it has been tasted by two judges.',
    },
  ],
  de: [
    {
      text: 'Der Leuchtturm von Skerrow steht auf einem Felsen vor der Küste von Ardmoor. Er wurde von Margarete Ellison entworfen und am 3. Oktober 1861 zum ersten Mal angezündet. Der Bau dauerte sechs Jahre, weil die Wellen 1856 und 1858 das Gerüst zerstörten. Der Turm ist 42 Meter hoch und hat 217 Stufen. Im großen Sturm von 1911 wurde er nicht beschädigt.',
    },
    {
      text: 'Die Bahn im Tal der Brindel wurde am 14. Mai 1874 von dem Ingenieur Thomas Eichler eröffnet. Ihre Strecke war 38 Kilometer lang, führte über 19 Brücken und stieg 640 Meter hinauf zu den Gruben von Harrogau. Im Jahr 1902 waren bei der Gesellschaft 312 Menschen beschäftigt, von denen die meisten in den Dörfern an der Strecke wohnten. Die Bahn wurde 1957 geschlossen, und der Bahnhof von Brindel ist heute ein Museum.',
    },
    {
      text: 'Das Institut für Meeresakustik wurde 1968 von der Professorin Ines Kallweit mit 7 Kollegen gegründet. Seit 1983 ist das Institut in Port Selwin, wo es 126 Angestellte und drei Schiffe hat. Sein größtes Schiff, die Petrel, wurde in Norwegen gebaut und kann 45 Tage auf See bleiben. Die Messungen von 1991 sind nicht veröffentlicht. Im Jahr 2004 wurde Kallweit für ihre Arbeit über die Gesänge der Wale mit der Haldener Medaille geehrt.',
    },
    {
      text: 'Torwalder ist ein harter Käse aus der Milch roter Kühe, der seit 1622 in den Hügeln von Niedersorrel gemacht wird. Ein Laib wiegt 31 Kilogramm und reift 14 Monate in Höhlen aus Kalkstein. Die Höhlen wurden von dem Mönch Anselm Reve entdeckt, der dort Äpfel lagerte. Im Jahr 1936 waren nur noch 5 Molkereien übrig, doch heute sind es wieder 48.',
    },
  ],
  es: [
    {
      text: 'El faro de Skerrow se levanta sobre una roca frente a la costa de Ardmoria. Fue diseñado por Margarita Ellison y encendido por primera vez el 3 de octubre de 1861. La construcción duró seis años, porque las olas destruyeron el andamio en 1856 y otra vez en 1858. La torre es de piedra, mide 42 metros y tiene 217 escalones. En la gran tormenta de 1911, la torre no sufrió daños.',
    },
    {
      text: 'El ferrocarril del valle de Brindel fue inaugurado el 14 de mayo de 1874 por el ingeniero Tomás Robledo. La línea tenía 38 kilómetros, cruzaba 19 puentes y subía 640 metros hasta las minas de Harroval. En 1902, la compañía tenía 312 empleados, la mayoría de los pueblos cercanos. El ferrocarril fue cerrado en 1957, y la estación de Brindel es hoy un museo.',
    },
    {
      text: 'El Instituto de Acústica Marina fue fundado en 1968 por la profesora Inés Calloa con 7 colegas. En 1983, el instituto fue trasladado a Puerto Selvin, donde tiene 126 empleados y tres barcos. Su barco más grande, el Petrel, fue construido en Noruega y puede permanecer en el mar 45 días. Las mediciones de 1991 no fueron publicadas. En 2004, la profesora recibió la medalla Halden por su trabajo sobre el canto de las ballenas.',
    },
    {
      text: 'El torvaldo es un queso duro de leche de vacas rojas que se hace desde 1622 en las colinas de Bajo Sorel. Cada pieza pesa 31 kilogramos y madura 14 meses en cuevas de piedra caliza. Las cuevas fueron descubiertas por el monje Anselmo Revé, que guardaba allí sus manzanas. En 1936 había solo 5 queserías, pero hoy son otra vez 48.',
    },
  ],
  ru: [
    {
      text: 'Маяк Скерроу стоит на скале у берегов Ардмура. Он был спроектирован Маргаритой Эллисон и впервые зажжён 3 октября 1861 года. Строительство длилось шесть лет, потому что волны разрушили леса в 1856 году и снова в 1858 году. Башня имеет высоту 42 метра и 217 ступеней. Во время большого шторма 1911 года башня не пострадала.',
    },
    {
      text: 'Железная дорога в долине Бриндел была открыта 14 мая 1874 года инженером Томасом Дубовым. Линия имела длину 38 километров, пересекала 19 мостов и поднималась на 640 метров к шахтам Харрогора. В 1902 году в компании было 312 работников, большинство из которых жили в соседних деревнях. Дорога была закрыта в 1957 году, а станция Бриндел стала музеем.',
    },
    {
      text: 'Институт морской акустики был основан в 1968 году профессором Инессой Каллоуэй и 7 её коллегами. В 1983 году институт был перенесён в Порт-Селвин, где в нём 126 сотрудников и три корабля. Его самый большой корабль Петрель был построен в Норвегии и может находиться в море 45 дней. Измерения 1991 года не были опубликованы. В 2004 году Каллоуэй была награждена Халденской медалью за работу о песнях китов.',
    },
    {
      text: 'Торвальд является твёрдым сыром из молока красных коров, который с 1622 года делают на холмах Нижнего Соррела. Круг сыра весит 31 килограмм и зреет 14 месяцев в известняковых пещерах. Пещеры были открыты монахом Ансельмом Ривом, который хранил там яблоки. В 1936 году осталось только 5 сыроварен, но сейчас их снова 48.',
    },
  ],
  ar: [
    {
      text: 'تقع منارة سكيرو على صخرة قرب ساحل أردمور. كانت المنارة من تصميم مارغريت إليسون وأضيئت لأول مرة في 3 أكتوبر 1861. استغرق البناء ست سنوات، لأن الأمواج دمرت السقالات في عام 1856 ثم في عام 1858. يبلغ ارتفاع البرج 42 مترا وفيه 217 درجة. لم تدمر العاصفة الكبيرة في عام 1911 هذا البرج.',
      answers: ['مارغريت إليسون', 'أردمور', 'سكيرو'],
    },
    {
      text: 'كانت سكة حديد وادي بريندل مشروعا افتتحه المهندس توماس أوكلي في 14 مايو 1874. كان طول الخط 38 كيلومترا، وكان يعبر 19 جسرا ويصعد 640 مترا إلى مناجم هاروغيت. في عام 1902، كانت الشركة تضم 312 عاملا من القرى القريبة. كانت نهاية الخط في عام 1957، وتعد محطة بريندل اليوم متحفا.',
      answers: ['توماس أوكلي', 'هاروغيت', 'بريندل'],
    },
    {
      text: 'كان معهد الصوتيات البحرية فكرة الأستاذة إيناس كالواي التي أسسته في عام 1968 مع 7 من زملائها. يقع المعهد منذ عام 1983 في بورت سيلوين، ويضم 126 موظفا وثلاث سفن. كانت أكبر سفنه بيتريل مبنية في النرويج، ويمكن أن تبقى في البحر 45 يوما. لم ينشر المعهد قياسات عام 1991. في عام 2004، كانت كالواي صاحبة ميدالية هالدن عن عملها حول غناء الحيتان.',
      answers: ['إيناس كالواي', 'بورت سيلوين', 'بيتريل'],
    },
    {
      text: 'يعد تورفالد جبنا صلبا من حليب الأبقار الحمراء، وهو يصنع منذ عام 1622 في تلال سوريل. كان وزن القرص 31 كيلوغراما ومدة نضجه 14 شهرا في كهوف من الحجر الجيري. كانت هذه الكهوف مكان الراهب أنسلم ريف الذي خزن فيها التفاح. في عام 1936، كانت هناك 5 معامل فقط، لكن عددها اليوم 48 معملا.',
      answers: ['أنسلم ريف', 'سوريل', 'تورفالد'],
    },
  ],
  zh: [
    {
      text: '斯凯罗灯塔位于阿德莫尔海岸外的一块岩石上。它是玛格丽特·埃里森的设计，于1861年10月3日首次点亮。灯塔的建造用了六年时间，因为海浪在1856年和1858年两次冲毁了脚手架。这座塔是用石头建成的，高42米，有217级台阶。1911年的大风暴没有损坏这座灯塔。',
      answers: ['玛格丽特·埃里森', '阿德莫尔', '斯凯罗'],
    },
    {
      text: '布林德尔河谷铁路是工程师托马斯·奥克利修建的，于1874年5月14日通车。这条铁路全长38公里，有19座桥梁，一直上升640米到达哈罗盖特的矿山。1902年，铁路公司有312名员工，他们大多住在沿线的村庄里。铁路在1957年被关闭，布林德尔车站现在是一座博物馆。',
      answers: ['托马斯·奥克利', '哈罗盖特', '布林德尔'],
    },
    {
      text: '海洋声学研究所是伊内斯·卡洛韦教授与7名同事在1968年创立的。研究所从1983年起位于塞尔温港，有126名员工和三艘船。它最大的船是挪威建造的海燕号，可以在海上停留45天。研究所没有公布1991年的测量结果。2004年，卡洛韦因为对鲸歌的研究被授予哈尔登奖章。',
      answers: ['伊内斯·卡洛韦', '塞尔温', '卡洛韦'],
    },
    {
      text: '托瓦尔德是一种用红牛的牛奶制成的硬奶酪，从1622年起在下索雷尔的山丘上生产。每块奶酪有31公斤重，在石灰岩洞穴里要成熟14个月。这些洞穴是修士安瑟姆·里夫发现的，他在那里存放苹果。1936年只剩下5家奶酪厂，但是现在又有48家。',
      answers: ['安瑟姆·里夫', '索雷尔', '托瓦尔德'],
    },
  ],
};
