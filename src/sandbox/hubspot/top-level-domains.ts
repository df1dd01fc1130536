/**
 * Top-level domains as IANA's root zone has them, for the rule that HubSpot refuses an e-mail address whose host ends
 * in none of them. All two-letter country codes are here; of the more than 1,400 generic ones those that mail is seen
 * from (and most common words), not brand names. A real but rare domain that is missing here makes the sandbox
 * stricter than HubSpot, never laxer. The reserved names of RFC 2606 (`test`, `example`, `invalid`, `localhost`) are
 * not delegated and so are absent, as are `local` and `internal`.
 */

const countries = `
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf
cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg
gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp
kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne
nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk
sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn
vu wf ws ye yt za zm zw`;

const generic = `
aaa academy accountant accountants actor ads adult aero africa agency airforce alsace amsterdam analytics apartments app
archi army arpa art asia associates attorney auction audio author auto autos baby band bank bar barcelona bargains
baseball basketball bayern beauty beer berlin best bet bible bid bike bingo bio biz black blackfriday blog blue boats
bond boo book boston bot boutique box broadway broker brussels build builders business buy buzz bzh cab cafe cam camera
camp capetown capital car cards care career careers cars casa case cash casino cat catering catholic center ceo cfd
channel charity chat cheap christmas church city claims cleaning click clinic clothing cloud club coach codes coffee
college cologne com community company compare computer condos construction consulting contact contractors cooking cool
coop corsica country coupon coupons courses cpa credit creditcard creditunion cricket cruise cruises cymru cyou dad dance
data date dating day dclk deal dealer deals degree delivery democrat dental dentist desi design dev diamonds diet digital
direct directory discount diy docs doctor dog domains dot download drive dubai durban earth eat eco edu education email
energy engineer engineering enterprises equipment esq estate eus events exchange expert exposed express fail faith family
fan fans farm fashion fast feedback film final finance financial fire fish fishing fit fitness flights florist flowers
fly foo food football forex forsale forum foundation free frl fun fund furniture futbol fyi gal gallery game games garden
gay gdn gent gift gifts gives giving glass global gmbh gold golf gop got gov graphics gratis green gripe grocery group
guide guitars guru hair hamburg haus health healthcare help helsinki here hiphop hiv hockey holdings holiday homes horse
hospital host hosting hot house how ice icu immo immobilien inc industries info ing ink institute insurance insure int
international investments irish ist istanbul jetzt jewelry jobs joburg juegos kaufen kids kim kitchen kiwi koeln kyoto
land lat latino law lawyer lease legal lgbt life lifestyle lighting like limited limo link live living llc llp loan loans
locker lol london lotto love ltd ltda luxe luxury madrid maison makeup man management map market marketing markets mba
med media meet melbourne meme memorial men menu miami mil mini mobi mobile moda moe moi mom monash money monster mortgage
moscow motorcycles mov movie museum music nagoya name navy net network new news ngo ninja now nowruz nrw nyc observer
okinawa one ong onl online ooo open org organic osaka page paris pars partners parts party pay pet pharmacy phd phone
photo photography photos physio pics pictures pid pin pink pizza place play plumbing plus poker porn post press prime pro
prod productions prof promo properties property protection pub qpon quebec racing radio read realestate realtor realty
recipes red rehab reise reisen reit ren rent rentals repair report republican rest restaurant review reviews rich rio rip
rocks rodeo room rsvp rugby ruhr run ryukyu saarland safe sale salon sarl save scholarships school schule science scot
search secure security select services sex sexy shoes shop shopping show singles site ski skin soccer social software
solar solutions song soy spa space sport spot srl stockholm storage store stream studio study style sucks supplies supply
support surf surgery swiss sydney systems taipei talk tatar tattoo tax taxi team tech technology tel tennis theater
theatre tickets tienda tips tires tirol today tokyo tools top tours town toys trade trading training travel trust tube
university uno vacations vegas ventures versicherung vet viajes video villas vin vip vision vlaanderen vodka vote voting
voto voyage wales wang watch watches weather web webcam website wed wedding weibo whoswho wien wiki win wine winners work
works world wow wtf xin xxx xyz yachts yoga yokohama you zero zip zone zuerich`;

/** Unicode country and generic domains, in the form that DNS and `domainToASCII` give them. */
const internationalised = `
xn--11b4c3d xn--1ck2e1b xn--1qqw23a xn--2scrj9c xn--3bst00m xn--3ds443g xn--3e0b707e xn--3hcrj9c xn--42c2d9a
xn--45br5cyl xn--45brj9c xn--45q11c xn--4dbrk0ce xn--4gbrim xn--54b7fta0cc xn--55qw42g xn--55qx5d xn--5tzm5g xn--6frz82g
xn--6qq986b3xl xn--80adxhks xn--80ao21a xn--80aqecdr1a xn--80asehdb xn--80aswg xn--90a3ac xn--90ae xn--90ais xn--9dbq2a
xn--9et52u xn--9krt00a xn--b4w605ferd xn--c1avg xn--c2br7g xn--cck2b3b xn--clchc0ea0b2g2a9gcd xn--czr694b xn--czrs0t
xn--czru2d xn--d1acj3b xn--d1alf xn--e1a4c xn--fhbei xn--fiq228c5hs xn--fiq64b xn--fiqs8s xn--fiqz9s xn--fjq720a
xn--flw351e xn--fpcrj9c3d xn--fzc2c9e2c xn--gckr3f0f xn--gecrj9c xn--h2breg3eve xn--h2brj9c xn--h2brj9c8c xn--hxt814e
xn--i1b6b1a6a2e xn--io0a7i xn--j1aef xn--j1amh xn--j6w193g xn--jvr189m xn--kprw13d xn--kpry57d xn--l1acc xn--lgbbat1ad8j
xn--mgb2ddes xn--mgb9awbf xn--mgba3a4f16a xn--mgbaam7a8h xn--mgbab2bd xn--mgbah1a3hjkrd xn--mgbai9azgqp6j xn--mgbayh7gpa
xn--mgbbh1a xn--mgbbh1a71e xn--mgbc0a9azcg xn--mgbcpq6gpa1a xn--mgberp4a5d4ar xn--mgbgu82a xn--mgbpl2fh xn--mgbt3dhd
xn--mgbtx2b xn--mgbx4cd0ab xn--mix891f xn--mk1bu44c xn--mxtq1m xn--ngbc5azd xn--ngbe9e0a xn--node xn--nqv7f
xn--o3cw4h xn--ogbpf8fl xn--otu796d xn--p1acf xn--p1ai xn--pgbs0dh xn--q9jyb4c xn--qxa6a xn--qxam xn--rhqv96g
xn--rovu88b xn--rvc1e0am3e xn--s9brj9c xn--ses554g xn--t60b56a xn--tckwe xn--tiq49xqyj xn--unup4y xn--vhquv xn--vuq861b
xn--wgbh1c xn--wgbl6a xn--xhq521b xn--xkc2al3hye2a xn--xkc2dl3a5ee0h xn--y9a3aq xn--yfro4i67o xn--ygbi2ammx xn--zfr164b`;

const topLevelDomains = new Set(
  `${countries}${generic}${internationalised}`.split(/\s+/).filter((name) => name !== ''),
);

/** `name` is in lower case and, when it is a Unicode domain, in its `xn--` form. */
export function isTopLevelDomain(name: string): boolean {
  return topLevelDomains.has(name);
}
