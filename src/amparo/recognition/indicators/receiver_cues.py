"""What shows that a name is a receiver's, in eight languages: what announces one, and what makes it another's.

Patterns for text as `vocabulary.level` gives it; `receiver` composes them. Words: `words/receivers.toml`.
"""

import re

from amparo.recognition.indicators.vocabulary import any_of, every, key, words

_WORDS = words("receivers")
IS = r"(?:waren|were|sont|etaient|eran|son|sao|eram|sind|must be|should be|will be|has to be|was|is|est|sera|etait|es|era|sera|debe ser|e|foi|ist|war|muss|hei(?:s|ss|ß)t|lautet|ay|c'est|s'appell?e|s'appelait|se nomme|se llama|se llamaba|se chama|se chamava|is called|was called|named|na|هو|هي|كان)"
LABEL = re.compile(
    rf"(?<![^\W_])(?:{any_of(every(_WORDS['label']))})(?![^\W_])(?:/-?(?:in|innen|e|a|es|as|r|n|rin|o|os)|\((?:in|e|a|s)\)|[·:*](?:in|e|a)(?![^\W_]))?(?:(?: [^\W\d]{{1,14}}){{0,3}}\s?[:=]\s{{0,2}}|\s?(?:[:=>-]|\?\s(?:de|d'|di|von|ni|si|a|da|do|dyal)\b|\.{{3,}}|\b{IS}(?![^\W_]))\s?:?\s{{0,2}}|\s)"
    r"(?:(?:a |an )?(?:mi|my|mon|ma|meu|minha|mein\w*) [^\W\d_]{3,12},? )?(?:(?:one|a certain|un certain|une certaine|un tal|una tal|um tal|uma tal|ein gewisser|eine gewisse|si|kay|named|called|المدعو|السيد)\s)?"
)
PLAIN_LABEL = re.compile(rf"(?<![^\W_])(?:{any_of(every(_WORDS['plain_label']))})\s?[:=]\s{{0,2}}")
AS = re.compile(rf"\s(?:{any_of(every(_WORDS['as']))})(?![^\W_])")
NEXT = re.compile(r"(?:\s?[€£$]?\d[\d.,]*\s?\w{0,5})?\s?(?:,|/|&|\band\b|\bet\b|\by\b|\be\b|\bund\b)\s")
"""From one name of a list to the next."""
WHO = re.compile(
    r"(?<![^\W_])(?:el|la|los|quien|persona|quem|o|a|celui|celle|personne|der|die|wer|one|guy|man|woman|person|yung|ang|اللي|لي|الذي|الي)\s"
    r"(?:(?:that|who|which|qui|que|das|es|الذي|اللي)\s)?(?:\S{1,12}\s){0,2}"
    r"(?:cobro|cobra|cobrara|retiro|retira|recogio|recoge|saco|recibio|recibe|sacou|saca|recebeu|recebe|retirou|levantou"
    r"|recuperer?|retirer?|encaisser?|toucher?|recu|abgeholt|abholt|geholt|bekommen|bekommt|empfangt|collected|collects|collecting|collect|picked|picks|pick|cashed|cashes|cash|received|receives|withdrew|withdraws|took|takes|gets"
    r"|kumuha|kukuha|tumanggap|tatanggap|استلم|استلمها|يستلم|قبض|شد|خدا)\s?(?:\S{1,12}\s){0,4}"
    r"(?:fue|es|era|foi|e|est|c'est|etait|war|ist|heisst|was|is|se llama|se llamaba|se chama|se chamava|s'appelle|s'appelait|ay si|ay|si|هو|هي|اسمه|سميتو|كان|,)\s"
)
"""`el que cobró el giro fue`, `the man who picked it up was`"""
PASSED = re.compile(
    r"(?<![^\W_])(?:collected|received|withdrawn|picked up|cashed|claimed|taken|paid out|signed|retire|encaisse|recu|percu|recupere|touche|cobrado|retirado|recogido|recibido|sacado|recebido|levantado"
    r"|abgeholt|ausgezahlt|empfangen|ouvert|detenu|opened|owned|abiert[oa]|abert[oa]|eroffnet|registered|na-?claim|kinuha|tinanggap|nakuha|kinobra|na-?withdraw|na-?cash|na-?receive|natanggap)(?:s|es|e|er|ed)?(?: (?!(?:by|par|por|pelo|pela|von|an|ni) )\S{1,12}){0,4} (?:by|par|por|pelo|pela|von|an|ni)\s"
)
"""Who took it, behind the verb and the time."""
DOWN_AS = re.compile(
    r"(?<![^\W_])(?:المستفيده?|المستلمه?|مستلم|صاحب الحساب|صاحبه الحساب)(?: \w{1,12}){0,3} (?:هو|هي|كان|كانت|يدعي|تدعي)\s"
    r"|(?<![^\W_])(?:retrait|retiro|cobro|saque|levantamento|withdrawal|pick-?up|collection|cash-?out|payout|abhebung|auszahlung|abholung|encaissement|depot|sahb|السحب|سحب)(?: \w{1,12}){0,4} (?:by|par|por|pelo|pela|durch|von)\s"
    r"|(?<![^\W_])smiy[at]\w{0,2}(?: (?!dyali|dyalek|diali|liya|lik)\w{1,10}){1,3}\s"
    r"|(?<![^\W_])(?:receiver|recipient|beneficiary|payee|beneficiaire|destinataire|destinatario|beneficiario|favorecido|empfanger)(?: \w{1,12}){0,6} (?:reads?|says?|said|shows?|showed|se lit|dit|affiche|dice|diz|lautet|steht|as|comme|como|als|to be|was|is|est|es|ist|to)\s|(?<![^\W_])(?:named|given|listed|shown|recorded|registered|printed|written|entered|identified|nomme|indique|note|inscrit|enregistre|figurait|figure|mentionne|apparait|registrad[oa]|anotad[oa]|escrit[oa]|figura|figuraba|aparece|constava|consta|anotado|genannt|angegeben|vermerkt|eingetragen|gefuhrt|nakalagay|nakasulat|nakarehistro)(?: \w{1,14}){0,4} (?:as|comme|como|als|bilang|sous le nom(?: de)?|a nombre de|en nome de|auf den namen)\s"
)
BEHIND_NUMBER = re.compile(r"(?<=\d)[ ,]{1,2}(?:(?:au|a|en|no|sa) )?(?:nom|name|nombre|nome|names)\s")
"""`07 00 11 22 33 nom KONE SALIMATA`"""
ACCOUNT_IS = re.compile(
    r"(?<![^\W_])(?<!my )(?<!mon )(?<!mi )(?<!meu )(?<!minha )(?<!mein )(?:account|acct|compte|cuenta|conta|konto|wallet|portefeuille|cartera|carteira|billetera|retrait|retiro|saque|cobro|withdrawal|pick-?up|pickup|collection|abholung|auszahlung|chave|clave|key|iban|rib|virement|mandat|giro|remesa|beleg|"
    r"quittung|slip|receipt|recu|recibo|comprobante|comprovante|bordereau|resibo|nakapangalan|المحفظه|محفظه|الحساب|حساب|التحويل|الحواله)(?![^\W_])[^.!?\n,;]{0,30}?\s(?:c'est|est|sera|is|was|will be|es|era|sera|e|foi|ist|war|lautet auf|gehort|ay si|ay|si|hiya|howa|sort|sale|sai|steht|reads|said|says|dit|dice|pone|diz|هو|هي|هيطلع|يطلع|بيطلع|يظهر|كان)\s"
)
"""`le retrait c'est`, `the slip said`: a noun of taking money, a verb of being, and the name."""
LANDS_WITH = re.compile(
    r"(?<![^\W_])(?:(?:vai )?cair|cai|caiu|caira|cae|cayo|va a caer|lands?|landed|landet|landete|goes|going|went|gone|geht|ging|part|parti|partie|parte|arrive|arrivera|llega|llego|chega|chegou|mcha|mchat|kaymchi|ghadi ymchi|مشات|مشي|راح|راحت|رايح)(?: (?:out|straight|directly|direct|all|bien|toujours|ja|direto|derecho|alles|nang))?"
    r" (?:to|into|with|chez|a|vers|pour|para|pra|na|no|nas|nos|con|an|bei|zu|kay|l|3nd|عند|الي|ل)(?: (?:conta|cuenta|account|compte|konto)(?: (?:de|da|do|of|von|du|d'))?)? (?:certain |um tal (?:de )?|uma tal (?:de )?|un tal |una tal |une certaine |un certain |el |la |o |a |one )?"
)
"""`vai cair na`, `geht an`, `part chez`: where the money comes down."""
TOOK_MONEY = re.compile(
    r"(?<![^\W_])(?:encaisse|cobro|withdrew|cashed|kassiert|abgehoben|na-?claim|sacou|levantou|pocketed)(?![^\W_])"
)
"""Verbs that are said of money only."""
CONFIRM = re.compile(r"(?<![^\W_])(?:i-?)?(?:confirm\w*|valid[aeo]\w*|bestatig\w*|اكد|تاكد)(?![^\W_])")
"""A payment is confirmed once the name is seen."""
TAKES = re.compile(
    r"(?<![^\W_])(?:lo |la |le |it's |its )?(?:recoge|cobra|retira|recibe|retirara|cobrara|recogera|collects?|picks? (?:it )?up|recupere|recuperera|encaisse|encaissera|recebe|saca|busca|levanta|holt|kassiert|empfangt|kukuha|tatanggap|yched|ychd|ghaychd|ghadi ychd|يستلم|يستلمها|هيستلم|يقبض)(?: (?:el dinero|la plata|l'argent|o dinheiro|das geld|the money|es|ang pera|lflous|الفلوس|المبلغ))?,? "
    r"(?:ay |si |est |es |is )?(?:(?:mi|mon|ma|my|meu|minha|mein|meine) [^\W\d_]{2,12},? )?"
)
"""The verb before the name: `recoge mi señora, Luz Ejemplo`."""
PAY_HERE = re.compile(
    r"(?<![^\W_])(?:pay|send|deposit|transfer|use|put|wire|paie|paye|envoie|verse|depose|mets|vire|manda|envia|deposita|paga|gira|ingresa|transfere|transfira|passa|zahl|zahle|schick|uberweise|bayad|padala|hulog|sift|sifet|sjjel|7et|سجل|صيفط|حول|ابعت|ادفع)(?: (?!receiver|name|nom|by |from |par |por |von |initi)\w{1,10}){0,4}\s?:\s{0,2}"
)
"""`pay into this:`"""
PUT_NAME = re.compile(
    r"(?<![^\W_])(?:mets|mettez|mettre|met|marques?|marquez|inscris|ecris|ecrivez|d'ecrire|ecrire|put|write|enter|type|pon|ponle|poner|ponga|escribe|escriba|escribir|coloca|coloque|colocar|poe|bota|escreve|escrever|schreib|schreibe|schreiben|trag|nimm|ilagay(?: mo)?|isulat(?: mo)?|ilagay mo si|dir|dirha|kteb|ktb|حط|اكتب|دير|كتب)(?: (?:f|fi|on|in|sur|en|no|na|sa|auf)(?: (?:the|le|la|el|o|den|die|das|l'))? ?[^\W\d_][\w']{2,12})?(?: (?:down|in|dort|da|dessus|alli|ahi|ahi:|dito|si|hna|just|bien|nur|exactly))?\s?:?\s(?=[«\"“„']?\s?)[«\"“„]?\s?"
)
"""Somebody is told what to write in the form."""
NAME_WORD = r"[^\W\d_a-zà-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)?"
FULL_NAME = re.compile(
    rf"(?<![^\W_])(?<![@#./]){NAME_WORD}(?: (?:[^\W\d_]{{2,3}} ){{0,2}}{NAME_WORD}){{1,4}}(?![\w@])"
)
NOT_THEIRS = re.compile(
    r"(?<![^\W_])(?:payer ?:|payor|payeur|remitter|zahler|einzahler|auftraggeber|envoye par|sent by|initiated by|initiee? par|iniciad[oa] por|veranlasst von|requested by|authori[sz]ed by|created by|enviado por|nagpadala|padala ni|mula kay|paye par|paid by|pagado por|pago por|gezahlt von|donneur d'ordre|bonjour|bonsoir|dear|hello|hi|cher|chere|estimad[oa]|hola|prezad[oa]|ola|caro|cara|sehr geehrte[rn]?|liebe[r]?|hallo|guten tag|mahal na|sender|from|remitente|expediteur|expeditrice|envoyeur|absender|absenderin|remetente|ordonnateur|ordenante|pagador|مرسل|المرسل|من|your|ton|ta|tes|votre|tu|tus|su|teu|tua|seu|sua|dein\w*"
    r"|moi|yo|ich|eu|je|i am|i'm|im|soy|sou|bin|suis|me llamo|officer|attorney|lawyer|manager|boss|teacher|dr|doctor|detective|inspector|police|agent|sergeant|judge|avocat|avocate|maitre|commissaire|policier|inspecteur|juge|abogad[oa]|agente|inspector|juez|comisario|licenciad[oa]|advogad[oa]|delegad[oa]|juiz"
    r"|anwalt|anwaltin|kommissar\w*|richter\w*|polizist\w*|atty|abogado|pulis|told|tell|spoke|spoken|talk\w*|rang|met|emailed|habl\w+|sprach|gesprochen|kausap|hdert|director\w*|directeur|directrice|gerente|cajer[oa]|caissier\w*|cashier|teller|clerk|guichetier\w*|conseiller\w*|psicolog\w*|psycholog\w*|therapist|therapeut\w*|terapeuta|medic[oa]|docteur|maestr[oa]|profesor\w*|professeur|professor\w*|lehrer\w*|الضابط|المحامي\w*|القاضي|الشرطي|ask|asked|show|contact\w*|follow\w*|dit|dire|parl\w+|montr\w+|cont\w+|dij\w+|dec\w+|mostr\w+|diss\w+|zeig\w+|sag\w+|sinabi|sabihin|ipakita)(?![^\W_])[^\n]{0,14}$"
)
"""Who is named right behind is somebody else."""
MINE = re.compile(
    r"(?<![^\W_])(?:my|our|mon|ma|mes|notre|mi|mis|nuestr[oa]|meu|minha|nosso|nossa|mein\w*|unser\w*|aking|dyali)(?![^\W_])[^\n,.]{0,26}$"
    r"|(?:solicitor|advis[oe]r|banker|colleague|coach|neighbou?r|aunt|uncle|landlord|therapist|conseill\w+|banquier|voisin\w*|collegue|tante|oncle|vecin[oa]|asesora?|gestora?|gerente|vizinh[oa]|berater(?:in)?|bankberater(?:in)?|nachbar(?:in)?|kapitbahay) $"
)
"""Whom the victim calls theirs; an offender's are accomplices."""
KIN = re.compile(
    r"(?<![^\W_])(?:mother|father|sister|brother|friend|wife|husband|cousin|mere|pere|soeur|frere|amie?|femme|mari|madre|padre|hermana|hermano|amig[oa]|esposa|marido|mae|pai|irma|irmao|mutter|vater|schwester|bruder|freund\w*|chef\w*|jef[ea]|patron\w*|kaibigan|nanay|tatay|asawa|yemma|khti|khouya|aunt|uncle|tante|oncle|tia|tio|boss|coach)(?![^\W_])[^\n]{0,14}$"
)
NOT_THEIRS_BEHIND = re.compile(
    r",? (?:your|my|ta|ton|mon|ma|tu|mi|dein\w*|mein\w*|tua?|teu|minha|meu|who is your|from (?:the|my|our|your)|at (?:the |my )?[a-z]+ (?:froze|blocked|stopped|called|rang|told|said|flagged)|de (?:la|ma|mon) banque|del banco|do banco|von der|(?:a |hat |me |ha )?(?:froze|blocked|stopped|rang|called|phoned|bloque|bloqueo|bloqueou|gestoppt|gesperrt|appele|llamo|ligou)|will represent|told|said|says|wrote|a dit|dijo|disse|sagte|paro|blocked it|bloqueo|a tout (?:stoppe|bloque))(?![^\W_])"
)
IN_NAME = re.compile(
    rf"(?<![^\W_])(?:{any_of(every(_WORDS['in_name']))})(?:(?<=')|\s?:\s?|\s)(?:(?:du|de la|de l'|del|do|da|vom|of the) (?!nom)[^\W\d_]{{3,14}} )?"
)
SEND_STEMS = (
    r"(?:i|sin|nag|mag|pa|pina|ise)-?s?end\w*|yape[oaáeé]\w*|bizume\w*|pline[oaá]\w*|transf[eiè]r\w*|transfier\w*|envi[aeáéo]\w*|envo[iy]\w*|mand[aeáéo]\w*|deposit\w*|depos[eé]\w*|pag[aáueé]\w*|gir[aáeéo]\w{0,3}|consign\w+|ingres\w+|abon[aáeé]\w*"
    r"|vers[eé]\w*|vir[ez]\w*|uberw[ie]\w+|zahl\w*|bezahl\w*|schick\w*|sen[dt]\w*|wir(?:e|ed|ing)|remit\w*|(?:i|pina|nagpa|magpa)?padal\w*|(?:i|hin|nag|mag)?hulog\w*|pass[aeo]\w{0,3}"
    r"|sift\w*|sifet\w*|safet\w*|sayf[ei]t\w*|seft\w*|صيفط\w*|سيفط\w*|ارسل\w*|حول\w*|ابعت\w*|ابعث\w*|بعت\w*|بعث\w*|دفع\w*|ادفع\w*"
)
SEND = re.compile(rf"(?<![^\W_])(?:{any_of(every(_WORDS['send']))}|{SEND_STEMS})(?![^\W_])")
BID = re.compile(
    r"(?<![^\W_])(?<!ll )(?<!will )(?<!i )(?<!je )(?<!i'm )(?<!yo )(?<!eu )(?<!ich )(?<!lo )(?:envoi(?:e|es|ez|er)|envoye[rz]?|vers(?:e|es|er|ez)|vir(?:e|es|er|ez)|depos(?:e|es|er|ez|ita|ite|itez)|transfer(?:e|es|er|ez)|send|sent|wire|pay|transfer|remit|deposit|envialo|enviaselo|envia|mandalo|mandaselo|manda|mande|gira|giralo|giraselo|ingresa|consigna|transfiere"
    r"|paga|envie|deposite|transfira|pague|passa|schick|schicke|uberweis\w*|zahl|zahle|ipadala|i-?padala|padala|ihulog|hulog|sift|sifet|seft|sayfet|صيفط\w{0,2}|سيفط\w{0,2}|ارسل\w{0,2}|حول\w{0,2}|ابعت\w{0,2}|ابعث\w{0,2}|ادفع\w{0,2})(?![^\W_])"
)
"""Who is spoken to is to send it: then money is meant though nothing says so."""
TO = re.compile(
    rf"(?<![^\W_])(?:{any_of(every(_WORDS['to']))})\s?:?\s|(?<![\w])ل(?:ل(?=مدعو))?(?=[\u0621-\u064a]{{3}})"
)
PART = re.compile(rf"(?<![^\W_])(?:{any_of(every(_WORDS['parts']))})(?![^\W_])\s?(?P<mark>[:=]\s?|\s?(?=\S))")
MONEY = re.compile(
    rf"(?<![^\W_])(?:{any_of(word for word in every(_WORDS['money']) if not word.endswith('*') and word[0].isalnum())})(?![^\W_])"
    rf"|(?<![^\W_])(?:{'|'.join(re.escape(key(word[:-1])) for word in every(_WORDS['money']) if word.endswith('*'))})|[€£$₱]"
    r"|\d ?(?:f|fcfa|f cfa|cfa|dh|dhs|mad|eur|euros?|usd|gbp|php|ksh|kes|ngn|ghs|pesos?|reais|soles|dollars?|pounds?|quid|درهم|ريال|جنيه|دولار|دينار)(?![^\W_])|(?<![^\W_])(?:ksh|s/|rs|php|ghs|ngn|eur|usd)\.? ?\d"
)
THING = re.compile(
    r"(?<![^\W_])(?:videos?|photos?|pics?|pictures?|images?|screenshots?|clip|evidence|proofs?|preuves?|captures?|pruebas?|provas?|prints?|beweise?|capturas?|everything|tout|alles|lahat|kolchi|كلشي|كل شي|كل حاجه|link|fotos?|tudo|todo|bilder?|foto|litrato|tsawr|taswira|الفيديو|فيديو|الصور|صور|se lo|te lo)(?![^\W_])"
)
"""What is sent is then no money."""
SCHOOL = re.compile(r"school|ecole|jeune fille|escuela|escola|schule|pet|dog|street|company")


NEW_THOUGHT = re.compile(r"[.!?](?:\s|$)|\n")
AND_TO = re.compile(
    r"(?:,? (?:and|et|y|e|und|at|w|then|puis|luego|depois|dann)(?: (?:then|puis|luego|depois|dann|after|later))?) (?:to|a|para|pra|an|kay|l) "
)
OFFICIAL = r"(?:polic[ií]a|policier|policiere|police officer|policeman|guardia|cop|adjudant\w*|lieutenant|capitaine|commandant|procureur\w*|marechal|major|capitan|teniente|sargento|cabo|fiscal|juge|oberkommissar\w*|hauptkommissar\w*|spo\d|pssg|patrolman|captain|procurador\w*|promotor\w*|investigador\w*|escriva\w*|المحامي\w*|الضابط|الشرطي|القاضي|النقيب|officer|detective|inspector|sergeant|sgt|pc|dc|constable|special agent|judge|attorney|lawyer|counsell?or|doctor|manager|commissaire|inspecteur|inspectrice|brigadier|gendarme|juge|maitre|inspectora?|comisari[oa]|juez|jueza|abogad[oa]|delegad[oa]|advogad[oa]|juiza?|kommissar(?:in)?|polizist(?:in)?|richter(?:in)?|anwalt|anwaltin|herr kommissar|atty|pulis|hepe)\.? "
NOT_RECEIVERS = re.compile(
    rf"(?<![^\W_])(?:{OFFICIAL}|(?:your|ton|ta|tes|votre|vos|tu|tus|teu|tua|seu|sua|dein\w*|khouk|khtek|mok|bak)(?: \w+)? )$|(?<![^\W_])(?:mong|اخيك|اختك|امك|ابيك|زوجتك|صديقك|مديرك)(?: \w+)? $"
)
YOURS_BEHIND = re.compile(
    r",? (?:\()?(?:your|ta|ton|tu|tua?|teu|sua|seu|dein\w*|votre|اختك|صديقك|اخوك)(?![^\W_])|,? (?:and (?:your|all your|everyone|to your)|et (?:a )?(?:ta|ton|tes|toute|tous)|y (?:a )?(?:tu|tus|toda|todos)|e (?:pra |para |a )?(?:tua|sua|teus|todo)|und (?:an )?(?:dein\w*|alle)|at (?:sa )?buong|و كل)(?![^\W_])"
)
"""Who is named is one of the victim's people."""
THREAT = re.compile(
    r"(?<![^\W_])(?:ise|isa|ipapa|i)-?(?:send|pasa|forward)$|(?<![^\W_])(?:i will|i'll|ill|i am going to|i'm going to|im going to|i'm gonna|im gonna|gonna|we will|we'll|we are going to|will be|about to|ready to|i|or|it gets|gets) (?:\w+ )?(?:send|sending|forward)$|(?<![^\W_])(?:will be|it gets|gets|about to be|be) (?:\w+ )?sent$"
    r"|(?<![^\W_])(?:j'envoie|j'envoi|je (?:l'|les |la |le |te |leur |lui )?(?:envoie|envoi)|j'enverrai|je vais (?:tout |l'|les |le |la )?envoyer|on (?:l')?envoie|(?:se|te)? ?lo (?:mando|envio)|voy a (?:mandar|enviar)\w*|le (?:mando|envio)|mandare|enviare|vou (?:mandar|enviar)|(?:eu )?(?:mando|envio)|ich (?:schicke?|sende)|schick ich|werde(?: \w+){0,3} (?:schicken|senden))$"
    r"|(?:isesend|ise-send|i-sesend|ipapadala|isend|ipapasa|ipapakita|sasabihin|ipapakalat) (?:ko|namin)(?: \w+)?\s?$|(?:ghadi|gha) ?n?(?:sift|sifet|siftha|sifto)|nsift|(?:سا|ه|راح |غادي ن|بن|حا)(?:رسل|بعت|بعث|صيفط|سيفط)\w*$"
)
"""Who sends is the one who threatens: what is sent is no money."""
PAID_BEHIND = re.compile(
    r"[^.!?\n]{0,30}(?<![^\W_])(?:gezahlt|bezahlt|uberwiesen|eingezahlt|transferiert|ausgezahlt|uberweisen|zahlen|einzahlen)(?![^\W_])"
)
"""`an Ali Mustermann gezahlt`"""
NAMED = re.compile(
    r"(?<![^\W_])(?:names?|noms?|nombre|nome|smiyt?|smiya|smit|pangalan|الاسم|والاسم|اسم|السميه|سميه|سميت)(?![^\W_])"
)
THAT_IS = re.compile(
    r"\s?[:=]\s{0,2}|\s(?:is|was|be|est|etait|sera|c'est|es|era|sera|e|foi|ist|war|lautet|lautete|na|ay|hiya|howa|si|kay|هو|هي|كان)\s:?"
)
"""`the name they gave me for the pick-up was`; the message speaks of money."""
TO_WRITE = re.compile(
    r"(?<![^\W_])(?:counter|guichet|ventanilla|schalter|balcao|agency|agence|lwarqa|slip|warqa|write|put|enter|use|mettre|mets|ecrire|marquer|inscrire|poner|pones|escribir|colocar|por|escrever|schreiben|eintragen|angeben|ilagay|isulat|i-type|tktb|ktb|dir|تكتب|كتب|تحط)(?![^\W_])"
)
OWN = re.compile(
    r"(?<![^\W_])(?:my|your|mon|ton|mi|tu|meu|seu|mein|dein|user|file|profile|sender|expediteur|remitente|absender|remetente|ko|mo|full name of the victim|victim|victime|victima|vitima|opfer\w*|مرسل|المرسل)(?![^\W_])"
)
SHOWN = re.compile(
    r"(?<![^\W_])(?:"
    r"(?:will |should |gonna |'ll |going to )?(?:show|shows|showed|display|displays|displayed|appear|appears|appeared|comes? up|came up|came back|come back|comes back|put(?: down)?|entered|typed|pops? up|popped up(?: was)?|it (?:will |should )?(?:say|says|said|read|reads))(?: up)?(?: (?:as|under|with))?"
    r"|(?:va |vas |doit )?(?:sortir|afficher|s'afficher|apparaitre|s'affiche|affiche|s'affichera|apparait|apparaitra|sort|sortira|voir|verras|verra|marque|ecrit)(?: comme)?"
    r"|(?:te |le |me |va a |debe )?(?:saldra|sale|salio|salir|aparece|aparecera|aparecio|aparecer|pone|ponia|pondra|figura|figuraba|veras|vera|sale como)(?: como)?"
    r"|(?:vai )?(?:aparecer|aparece|apareceu|aparecera|sair|saiu|consta|constava|mostra|mostrou)(?: como)?"
    r"|(?:tu |t'y )?vois|(?:ya |e )?sai|(?:you |u )?see|(?:make sure|confirm) it (?:says|shows)|(?:ه|حت|بت|غا?)?(?:تلاقي|تشوف)"
    r"|(?:da |dort |dann )?(?:steht|stand|erscheint|erschien|angezeigt wird|angezeigt wurde|zeigt|zeigte)(?: dann)?"
    r"|(?:name (?:will |should )?comes?|mktoub[ae]?|mktob[ae]?|katbin|مكتوبه?|كاتبين|affichait|affichent|indiquait|indique|mostraba|mostrava|zeigte an|lalabas|lumabas|lumalabas|nakalagay|makikita(?: mo)?|nakasulat|magpapakita)(?: (?:diyan|dyan|doon|sa \w+|dito|na))?(?: ay| si| po)?"
    r"|(?:ghadi |gha)?(?:yban|ytla3|tban|tla3|kayban|kaytla3|iban|itla3)(?: lik| lia| liya)?"
    r"|(?:ي|ه|س|هي|سي|بي|كي|غي|ت|هت|بت|غت)?(?:ظهر|طلع|بان|يبان)(?: لك| لي| ليك| عندك| معاك)?"
    r")(?: (?:mir|dir|uns|me|te|lui|nous|vous|you|sa'yo|sayo))?\s?:?\s(?P<name>(?:(?:the |le |el |o |der |ang )?(?:name|nom|nombre|nome|pangalan|smiya|smiyt|الاسم|اسم)(?: (?:of|de|na|ni|von|dyal))?\s?:?\s)?)"
)
"""The service shows whose account it is."""
CERTAIN = (
    "will show", "it will show", "should show", "came up", "comes up", "come up", "popped up", "pops up", "va sortir", "s'affiche", "te saldra", "sale", "aparece", "vai aparecer", "consta",
    "steht", "erscheint", "lalabas", "lumabas", "nakalagay", "mktoub", "ghadi yban",
)  # fmt: skip
"""Of these, what says that a service shows it."""
PAY_DIRECT = re.compile(
    r"(?<![^\W_])(?:paid|venmo.?ed|zelled|cashapped|pay|wire|venmo|zelle|cash ?app|paypal|pix|bizum|wero|twint)\s(?=[^\W\d_])"
)
"""`pay Segun Example, UBA`"""
LINE_TO = re.compile(
    r"(?:^|\n)\W{0,3}(?:to|a|para|pour|an|kay|al?|الى|paid to|sent to|envoye a|enviado a|enviado para)\s?:\s{0,2}"
)
"""A receipt's line."""
MAIL = re.compile(r"(?<![^\W_])(?:subject|objet|asunto|assunto|betreff)\s?:|@")


TRANSFER = re.compile(
    r"(?<![^\W_])(?:instantanee?|payid|autodeposit|osko|neobanque|google pay|gpay|phonepe|paytm|upi|palmpay|vodafone cash|airteltigo|tigo|yape\w*|plinea\w*|quittung|beleg|receipt|resibo|slip|comprobante|comprovante|bordereau|recipiss\w+|money cent(?:er|re)|acct|account no|a/c|account|cta|cuenta|conta|compte|kto|\w+uberweisung|twint|interac|monzo|paypal|mb ?way|paylib|lydia|payments?|paiement|pago|pagamento|zahlung|paye[er]?|paid|pague|paguei|pagou|gezahlt|bezahlt|uberwiesen|nagbayad|pago movil|ksh[\d,.]*|bic|cashpoint|moov|western ?union|wu|money ?gram|ria|wafa ?cash|cash ?plus|tasshilat|orange money|wave|momo|mo ?mo|m-?pesa|airtel money|mtn|moov|flooz|gcash|maya|palawan\w*|cebuana\w*|mlhuillier|oxxo|efecty|elektra|nequi|daviplata|yape|plin|bizum|pix|mb ?way|opay|palmpay|zelle"
    r"|venmo|cash ?app|revolut|wise|remitly|world ?remit|taptap|sendwave|iban|rib|virement|mandats?|virements|versements?|transfer\w*|transfier\w*|uberweis\w*|remittance|remesa|giro|padala|payout|deposit\w*|deposer?|funds|konto|gutschrift|kwarta|swift)(?![^\W_])"
    r"|ويسترن|موني ?[جغ]رام|وفاكاش|كاش بلوس|حواله|تحويل|فودافون كاش|اورنج|المستلم"
)
COMMON_NOUNS = frozenset(("bank", "street", "road", "union", "express", "cash", "money", "pay", "city", "university", "college", "hospital", "school", "avenue", "rue", "park", "church", "hotel", "store", "shop", "plus", "play", "gold", "card", "trump", "messi"))  # fmt: skip
OTHER_THOUGHT = re.compile(
    r"[.!?](?:\s|$)|--|(?<![^\W_])(?:or|else|otherwise|ou|sinon|sino|o|senao|oder|sonst|kundi|kung hindi|wla|ola|والا|ولا|او)(?![^\W_])"
)
"""`pay or Claire Exemple gets it`"""
PUT = re.compile(r"(?<![^\W_])tu (?:mets|met|marques|ecris|notes|inscris|pones|escribes) $")
YOURS_IN_ARABIC = re.compile(
    r"(?:ل|ل?ل)?(?:زوجت|زوج|اخت|اخو|اخي|ام|ابو|ابي|والد|والدت|صديق|صديقت|صاحب|صاحبت|مدير|مديرت|خطيبت|خطيب|بنت|ابن|عم|عمت|خال|خالت|جار|جارت|استاذ|معلم|زميل|زميلت|حماة|حمات|مرات|خو|خت|مر)ك\s"
)
"""`your wife`, as one word, before a name."""
YOUR_KIN = re.compile(
    r"(?<![^\W_])(?:your|ta|ton|votre|tu|su|sua|seu|tua|teu|dein\w*) (?!name|nom)[^\W\d_]{3,12} $"
)
"""One of the victim's own, right before a name."""
TOOK_IT = re.compile(
    r",?(?: (?:who|that|qui|que|quien|quem|der|die|yung|ang|li|lli|اللي|الذي))? (?:(?:has|have|had|a|ha|hat|est|at|allegedly|then|later|already|est venue?|lo|la|los|es|das geld|den betrag|die summe|it|them|the money|was the one who) ){0,3}(?:collected|picked (?:\w+ ){0,2}up|claimed|cashed|withdrew|withdrawn|pocketed|retire|encaisse|recupere|touche|percu|cobro|retiro|recogio|saco|sacou|retirou|recebeu|levantou|abgeholt|ausgezahlt bekommen|kassiert|abgehoben|eingelost|recu|recus|received|got the money|got it|recibio|recebeu|erhalten|bekommen|natanggap|yung lumabas|ang lumabas|yung nakalagay|ang nakalagay|yung pangalan|shows up|showed up|came up|comes up|popped up|pops up|appears|appeared|s'affiche|s'est affiche|apparait|aparece|aparecio|apareceu|erscheint|erschien|ang kumuha|ang tumanggap|ang nakatanggap|استلم|شد|khdat?|khda|chd|chdat?)(?![^\W_])"
)
"""Behind a name: who took the money."""
PLACE_TOO = re.compile(
    r"(?<![^\W_])(?:ville|city|pays|country|ciudad|pais|cidade|stadt|land|ort|town|mdina|lmdina|المدينه|مدينه|البلد|الدوله)\s?[:=]|(?<![^\W_])(?:المدينه|المدينة|ومدينه|والمدينه|ville de|city of)\s"
)
"""A form for a transfer asks for the town or the country beside the name."""
BORROWED = re.compile(
    r"(?<![^\W_])(?:borrow\w*|lent|lend|emprunt\w*|prete|pret|avance|prest[oóaa]\w*|emprest\w+|geliehen|leiht?|lieh|nanghiram|hiniram|pinahiram|tsellft|tsleft|sellefni|تسلفت|سلفني|استلفت|اقترضت)(?![^\W_])"
)
"""The victim's own people gave them the money."""
ON_SLIP = re.compile(
    r"(?<![^\W_])(?:recu|receipt|slip|ticket|recibo|comprobante|comprovante|beleg|quittung|resibo|bordereau|الوصل|ايصال|لوصل|lwarqa|lwar9a|war9a)(?![^\W_])"
)
NAMED_ON_SLIP = re.compile(
    r"(?<![^\W_])(?:s'appell?e|s'appelait|se llama|se llamaba|se chama|se chamava|heisst|hiess|is called|was called|named|reads?|says?|marque|ecrit|pone|diz|steht|nakasulat)\s"
)
CALLED_SO = re.compile(
    r"(?<![^\W_])(?:named|called|by the name of|identified (?:him|her)self as|gave (?:his|her) name as|se identifico como|se identificou como|s'est identifiee? comme|wies sich (?:\w+ )?als|legitimierte sich als|nagpakilalang|identified as|nommee?|du nom de|qui s'appelle|llamad[oa]|que se llama|chamad[oa]|que se chama|namens|nagngangalang|na ang pangalan|(?:an? |one )?certain|une? certaine?|une? tale?|un tal|una tal|um tal(?: de)?|uma tal(?: de)?|eine?[nm]? gewisse[rnm]?"
    r"|smito|smitha|smiyto|smiytha|smitu|سميتو|سميتها|سميته|اسمه|اسمها|يدعي|تدعي|المدعو|المدعوه|المسمي)\s"
)
"""A man called so, where money is spoken of."""
IN_BRACKETS = re.compile(
    r"(?<![^\W_])(?:person|personne|persona|pessoa|receivers?|recipients?|beneficiar\w+|beneficiaires?|destinat\w+|payees?|empfanger\w*|individu|individual|collector|man|woman|homme|femme|hombre|mujer|homem|mulher|mann|frau|tao|tumanggap|المستلم|المستفيد|شخص)(?![^\W_])[^.!?\n(]{0,15}\("
)
"""`par la même personne (Désiré Exemple)`"""
MINE_RIGHT_BEFORE = re.compile(
    r"(?<![^\W_])(?:(?:my|our|ma|mon|mes|notre|mi|mis|nuestr[oa]|meu|minha|mein\w*|unser\w*) \w{2,14}|(?:tita|tito|pinsan|kapatid|asawa|kaibigan|nanay|tatay|anak|kuya|ate) ko),? (?:si |called |named |namens )?$"
)
"""The victim's own people, between what announces a name and the name."""
