import type { Currency } from "./Reading.ts"

const coin = (one: string, many = `${one}s`, part?: string, parts = part && `${part}s`): Currency =>
  part === undefined || parts === undefined
    ? { one, many }
    : { one, many, part: { one: part, many: parts } }

const dollar = (country = ""): Currency => coin(`${country}dollar`, `${country}dollars`, "cent")
const pound = coin("pound", "pounds", "penny", "pence")
const euro = coin("euro", "euros", "cent")
const yen = coin("yen", "yen")
const rupee = coin("rupee", "rupees", "paisa", "paise")
const yuan = coin("yuan", "yuan")
const ruble = coin("ruble", "rubles", "kopeck")
const won = coin("won", "won")
const franc = coin("Swiss franc", "Swiss francs", "centime")
const real = coin("real", "reais", "centavo")
const krona = coin("krona", "kronor")

/** Currency signs and codes. Every sign has a name, since a dropped sign makes a false amount. */
export const englishCurrencies: ReadonlyMap<string, Currency> = new Map<string, Currency>([
  ["$", dollar()],
  ["US$", dollar()],
  ["USD", dollar()],
  ["USD$", dollar()],
  ...["CA$", "C$", "CAD", "CAD$", "CDN$"].map((sign) => [sign, dollar("Canadian ")] as const),
  ...["A$", "AU$", "AUD", "AUD$"].map((sign) => [sign, dollar("Australian ")] as const),
  ...["NZ$", "NZD"].map((sign) => [sign, dollar("New Zealand ")] as const),
  ...["HK$", "HKD"].map((sign) => [sign, dollar("Hong Kong ")] as const),
  ...["S$", "SG$", "SGD"].map((sign) => [sign, dollar("Singapore ")] as const),
  ...["NT$", "TWD"].map((sign) => [sign, dollar("Taiwan ")] as const),
  ...["J$", "JMD"].map((sign) => [sign, dollar("Jamaican ")] as const),
  ...["R$", "BRL"].map((sign) => [sign, real] as const),
  ...["MX$", "Mex$", "MXN"].map(
    (sign) => [sign, coin("Mexican peso", "Mexican pesos", "centavo")] as const
  ),
  ["£", pound],
  ["GBP", pound],
  ["p", coin("penny", "pence")],
  ["¢", coin("cent")],
  ["€", euro],
  ["EUR", euro],
  ["¥", yen],
  ["JP¥", yen],
  ["JPY", yen],
  ["CN¥", yuan],
  ["CNY", yuan],
  ["RMB", yuan],
  ["元", yuan],
  ["₹", rupee],
  ["₨", rupee],
  ["Rs", rupee],
  ["INR", rupee],
  ["PKR", rupee],
  ["₩", won],
  ["KRW", won],
  ["₽", ruble],
  ["RUB", ruble],
  ["₿", coin("bitcoin")],
  ["BTC", coin("bitcoin")],
  ["ETH", coin("ether", "ether")],
  ["CHF", franc],
  ["SEK", krona],
  ["NOK", coin("krone", "kroner")],
  ["DKK", coin("krone", "kroner")],
  ["kr", coin("krone", "kroner")],
  ["zł", coin("zloty", "zlotys")],
  ["PLN", coin("zloty", "zlotys")],
  ["Kč", coin("koruna", "korunas")],
  ["CZK", coin("koruna", "korunas")],
  ["HUF", coin("forint")],
  ["ZAR", coin("rand", "rand")],
  ["TRY", coin("lira", "lira")],
  ["₺", coin("lira", "lira")],
  ["₤", coin("lira", "lire")],
  ["₴", coin("hryvnia", "hryvnias")],
  ["UAH", coin("hryvnia", "hryvnias")],
  ["₪", coin("shekel")],
  ["ILS", coin("shekel")],
  ["₫", coin("dong", "dong")],
  ["VND", coin("dong", "dong")],
  ["₱", coin("peso")],
  ["PHP", coin("peso")],
  ["฿", coin("baht", "baht")],
  ["THB", coin("baht", "baht")],
  ["₦", coin("naira", "naira")],
  ["NGN", coin("naira", "naira")],
  ["KES", coin("Kenyan shilling")],
  ["₵", coin("cedi")],
  ["₡", coin("colon", "colones")],
  ["₲", coin("guarani")],
  ["₸", coin("tenge", "tenge")],
  ["₮", coin("tugrik")],
  ["₭", coin("kip", "kip")],
  ["₾", coin("lari", "lari")],
  ["₼", coin("manat", "manat")],
  ["֏", coin("dram")],
  ["៛", coin("riel")],
  ["৳", coin("taka", "taka")],
  ["₣", coin("franc")],
  ["₧", coin("peseta")],
  ["﷼", coin("rial")],
  ["AED", coin("dirham")],
  ["SAR", coin("riyal")],
  ["IDR", coin("rupiah", "rupiah")],
  ["ARS", coin("Argentine peso")],
  ["CLP", coin("Chilean peso")],
  ["COP", coin("Colombian peso")],
  ["¤", coin("unit of currency", "units of currency")]
])
