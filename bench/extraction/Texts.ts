/** An article of our own in one language, and the words that a page puts around it. */
export interface Text {
  readonly language: string
  readonly title: string
  readonly headings: readonly [string, string]
  /** Six paragraphs; the headings stand before the third and the fifth. */
  readonly paragraphs: ReadonlyArray<string>
  readonly menu: ReadonlyArray<string>
  readonly cookies: string
  readonly newsletter: string
  readonly comment: string
  readonly related: ReadonlyArray<string>
  readonly imprint: string
}

export const texts: ReadonlyArray<Text> = [
  {
    language: "en",
    title: "The walls below the harbour",
    headings: ["The second wall", "Who built it"],
    paragraphs: [
      "The harbour of the old town has been dredged twice since the war. Each time the divers found walls of oak and stone below the mud, and each time the work was stopped for a summer.",
      "Nobody knew what the walls were for. The oldest map in the archive shows a beach at that place, with nets drying on poles and a single hut beside them.",
      "The second wall is longer than the first one, and it lies a little deeper. Its stones were cut with care, and the gaps between them were filled with wool and tar.",
      "A mason from the next village measured every stone that could be reached at low water. His notebook fills ninety pages, and it is still the best description that there is.",
      "Some people in the town believe that monks built the walls to keep the sea out of their fields. Others think of a king who wanted a harbour for forty ships.",
      "The rings in the oak may settle the question. They say in which years the trees were dry and in which they were wet, and such a pattern occurs only once."
    ],
    menu: ["Home", "News", "Sport", "Weather", "Jobs", "Contact us"],
    cookies:
      "We use small files on your device to remember your choices and to show advertisements that suit you.",
    newsletter:
      "Would you like to get our best stories every Friday morning, straight into your inbox?",
    comment:
      "My grandfather told me something quite different about this, and he was there himself at the time!",
    related: [
      "Ten bridges that you have to see",
      "Why gulls scream at night",
      "A recipe for fish soup"
    ],
    imprint:
      "All rights reserved by the publisher, who takes no responsibility for the content of other sites."
  },
  {
    language: "de",
    title: "Die Mauern unter dem Hafen",
    headings: ["Die zweite Mauer", "Wer sie gebaut hat"],
    paragraphs: [
      "Der Hafen der alten Stadt wurde seit dem Krieg zweimal ausgebaggert. Jedes Mal fanden die Taucher Mauern aus Eiche und Stein unter dem Schlamm, und jedes Mal ruhte die Arbeit einen Sommer lang.",
      "Niemand wusste, wozu die Mauern dienten. Die älteste Karte im Archiv zeigt an dieser Stelle einen Strand, auf dem Netze an Stangen trocknen, und daneben eine einzige Hütte.",
      "Die zweite Mauer ist länger als die erste und liegt ein wenig tiefer. Ihre Steine wurden sorgfältig behauen, und die Fugen dazwischen füllte man mit Wolle und Teer.",
      "Ein Maurer aus dem Nachbardorf hat jeden Stein vermessen, der bei Ebbe zu erreichen war. Sein Heft füllt neunzig Seiten und ist noch immer die beste Beschreibung, die es gibt.",
      "Manche in der Stadt glauben, dass Mönche die Mauern bauten, um das Meer von ihren Feldern fernzuhalten. Andere denken an einen König, der einen Hafen für vierzig Schiffe wollte.",
      "Die Ringe in der Eiche könnten die Frage entscheiden. Sie verraten, in welchen Jahren die Bäume trocken standen und in welchen nass, und ein solches Muster kommt nur einmal vor."
    ],
    menu: ["Startseite", "Nachrichten", "Sport", "Wetter", "Stellen", "Kontakt"],
    cookies:
      "Wir speichern kleine Dateien auf Ihrem Gerät, um Ihre Auswahl zu merken und passende Werbung zu zeigen.",
    newsletter:
      "Möchten Sie unsere besten Geschichten jeden Freitagmorgen direkt in Ihr Postfach bekommen?",
    comment:
      "Mein Großvater hat mir davon etwas ganz anderes erzählt, und er war damals selbst dabei!",
    related: [
      "Zehn Brücken, die man gesehen haben muss",
      "Warum Möwen nachts schreien",
      "Ein Rezept für Fischsuppe"
    ],
    imprint:
      "Alle Rechte liegen beim Verlag, der für die Inhalte fremder Seiten keine Verantwortung übernimmt."
  },
  {
    language: "fr",
    title: "Les murs sous le port",
    headings: ["Le second mur", "Qui l'a construit"],
    paragraphs: [
      "Le port de la vieille ville a été dragué deux fois depuis la guerre. Chaque fois, les plongeurs ont trouvé des murs de chêne et de pierre sous la vase, et chaque fois les travaux se sont arrêtés un été.",
      "Personne ne savait à quoi servaient ces murs. La plus ancienne carte des archives montre une plage à cet endroit, avec des filets qui sèchent sur des perches et une seule cabane.",
      "Le second mur est plus long que le premier et se trouve un peu plus bas. Ses pierres ont été taillées avec soin, et l'on a rempli les joints de laine et de goudron.",
      "Un maçon du village voisin a mesuré toutes les pierres que l'on pouvait atteindre à marée basse. Son carnet compte quatre-vingt-dix pages, et c'est toujours la meilleure description.",
      "Certains habitants croient que des moines ont élevé ces murs pour protéger leurs champs de la mer. D'autres pensent à un roi qui voulait un port pour quarante navires.",
      "Les cernes du chêne pourraient trancher la question. Ils disent quelles années furent sèches et lesquelles furent humides, et un tel motif ne se répète jamais."
    ],
    menu: ["Accueil", "Actualités", "Sport", "Météo", "Emploi", "Contact"],
    cookies:
      "Nous enregistrons de petits fichiers sur votre appareil pour retenir vos choix et adapter la publicité.",
    newsletter:
      "Voulez-vous recevoir nos meilleurs récits chaque vendredi matin dans votre boîte de réception ?",
    comment:
      "Mon grand-père m'a raconté tout autre chose à ce sujet, et lui était présent à l'époque !",
    related: [
      "Dix ponts à voir absolument",
      "Pourquoi les mouettes crient la nuit",
      "Une recette de soupe de poisson"
    ],
    imprint:
      "Tous droits réservés par l'éditeur, qui ne répond pas du contenu des sites extérieurs."
  },
  {
    language: "es",
    title: "Los muros bajo el puerto",
    headings: ["El segundo muro", "Quién lo construyó"],
    paragraphs: [
      "El puerto de la ciudad vieja ha sido dragado dos veces desde la guerra. Cada vez los buzos encontraron muros de roble y piedra bajo el fango, y cada vez las obras se detuvieron un verano.",
      "Nadie sabía para qué servían los muros. El mapa más antiguo del archivo muestra una playa en aquel lugar, con redes que se secan sobre varas y una sola cabaña al lado.",
      "El segundo muro es más largo que el primero y está un poco más hondo. Sus piedras fueron labradas con esmero, y las juntas se rellenaron con lana y alquitrán.",
      "Un albañil del pueblo vecino midió todas las piedras que se podían alcanzar con la marea baja. Su cuaderno llena noventa páginas y sigue siendo la mejor descripción que existe.",
      "Algunos vecinos creen que unos monjes levantaron los muros para apartar el mar de sus campos. Otros piensan en un rey que quería un puerto para cuarenta barcos.",
      "Los anillos del roble podrían resolver la cuestión. Dicen en qué años los árboles pasaron sed y en cuáles no, y un dibujo así solo aparece una vez."
    ],
    menu: ["Inicio", "Noticias", "Deportes", "El tiempo", "Empleo", "Contacto"],
    cookies:
      "Guardamos pequeños archivos en su dispositivo para recordar sus preferencias y mostrar publicidad adecuada.",
    newsletter:
      "¿Quiere recibir nuestras mejores historias cada viernes por la mañana en su buzón?",
    comment: "Mi abuelo me contó algo muy distinto sobre esto, ¡y él estuvo allí en aquella época!",
    related: [
      "Diez puentes que hay que ver",
      "Por qué gritan las gaviotas de noche",
      "Una receta de sopa de pescado"
    ],
    imprint:
      "Todos los derechos pertenecen a la editorial, que no responde del contenido de otros sitios."
  },
  {
    language: "cs",
    title: "Zdi pod přístavem",
    headings: ["Druhá zeď", "Kdo ji postavil"],
    paragraphs: [
      "Přístav starého města byl od války dvakrát prohlouben. Pokaždé našli potápěči pod bahnem zdi z dubu a kamene a pokaždé se práce na celé léto zastavily.",
      "Nikdo nevěděl, k čemu ty zdi sloužily. Nejstarší mapa v archivu ukazuje na tom místě pláž, kde se na tyčích suší sítě, a vedle nich jedinou chatrč.",
      "Druhá zeď je delší než první a leží o něco hlouběji. Její kameny byly pečlivě opracovány a mezery mezi nimi vyplnili stavitelé vlnou a dehtem.",
      "Zedník z vedlejší vesnice změřil každý kámen, ke kterému se dalo při odlivu dostat. Jeho sešit má devadesát stran a dodnes je nejlepším popisem, jaký máme.",
      "Někteří lidé ve městě věří, že zdi postavili mniši, aby udrželi moře od svých polí. Jiní myslí na krále, který chtěl přístav pro čtyřicet lodí.",
      "Otázku by mohly rozhodnout letokruhy v dubu. Prozrazují, ve kterých letech bylo sucho a ve kterých mokro, a takový vzor se objeví jen jednou."
    ],
    menu: ["Domů", "Zprávy", "Sport", "Počasí", "Práce", "Kontakt"],
    cookies:
      "Ukládáme malé soubory do vašeho zařízení, abychom si pamatovali vaši volbu a ukazovali vhodné reklamy.",
    newsletter: "Chcete dostávat naše nejlepší příběhy každý pátek ráno přímo do své schránky?",
    comment: "Můj dědeček mi o tom vyprávěl něco úplně jiného, a on byl tehdy sám u toho!",
    related: [
      "Deset mostů, které musíte vidět",
      "Proč racci v noci křičí",
      "Recept na rybí polévku"
    ],
    imprint: "Všechna práva náleží vydavateli, který neodpovídá za obsah cizích stránek."
  },
  {
    language: "ja",
    title: "港の下の壁",
    headings: ["二つ目の壁", "誰が造ったのか"],
    paragraphs: [
      "古い町の港は、戦争のあとで二度さらわれました。そのたびに潜水士たちは泥の下に樫と石の壁を見つけ、工事はひと夏のあいだ止まりました。",
      "壁が何のためのものか、誰も知りませんでした。文書館にある最も古い地図には、その場所に砂浜が描かれ、竿に干した網と一軒の小屋が見えます。",
      "二つ目の壁は一つ目より長く、少し深いところにあります。石は丁寧に切られていて、すき間には羊毛とタールが詰められていました。",
      "隣の村の石工は、引き潮のときに手の届く石をすべて測りました。彼の手帳は九十ページに及び、今でも最もよい記録とされています。",
      "町には、修道士たちが海から畑を守るために壁を築いたと信じる人がいます。四十隻の船のために港を望んだ王のことを考える人もいます。",
      "樫の年輪が答えを出すかもしれません。どの年に木が乾き、どの年に潤っていたかを語り、同じ模様は二度と現れないからです。"
    ],
    menu: ["ホーム", "ニュース", "スポーツ", "天気", "求人", "お問い合わせ"],
    cookies:
      "当サイトはお客様の選択を記憶し、適した広告を表示するために、小さなファイルを端末に保存します。",
    newsletter: "毎週金曜日の朝に、いちばん面白い記事をメールでお届けします。登録なさいませんか。",
    comment: "祖父からはまったく違う話を聞きました。祖父は当時そこにいたのですから。",
    related: ["ぜひ見たい十の橋", "なぜカモメは夜に鳴くのか", "魚のスープの作り方"],
    imprint: "すべての権利は発行者に属し、他のサイトの内容については責任を負いません。"
  }
]
