#include <string>
#include <utility>
#include <vector>

#include "scanning.h"
#include "support/catch.h"

using redactor_tests::sealed_values;

TEST_CASE("Assignment: the value is found whole in each dressing", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"export MAIL_PASSWORD=Larch.6.ember", "Larch.6.ember"},
        {"MYSQL_PWD ?= Brambl3_9769", "Brambl3_9769"},
        {"ENV['DB_PASSWORD'] ||= 'Kiesel913'", "Kiesel913"},
        {"if (password.equals(\"fernwald\")) {", "fernwald"},
        {"[\"password\", \"Kiesel#913\"]", "Kiesel#913"},
        {"password: >-\n  Kiesel913", "Kiesel913"},
        {"SetEnv DB_PASSWORD \"kiesel wald 21\"", "kiesel wald 21"},
        {"unrar x -pKiesel913 a.rar", "Kiesel913"},
        {"zip password: Kiesel#913", "Kiesel#913"},
        {"password: 'pin3~487'", "pin3~487"},
        {"  password: azerty12", "azerty12"},
        {"  'password' => 'forest-ginger-38',", "forest-ginger-38"},
        {"{\"db\":{\"password\":\"a\\\\b#Kiesel9\"}}", "a\\\\b#Kiesel9"},
        {"{\\\"password\\\":\\\"Kiesel#913\\\"}", "Kiesel#913"},
        {"const dbPassword: string = \"Kiesel#913\";", "Kiesel#913"},
        {"var pass = []byte(\"Kiesel#913\")", "Kiesel#913"},
        {"if updated.Password != \"T0pKiesel\" {", "T0pKiesel"},
        {"Data Source=db;uid=app;pwd=dragon12;Pooling=false", "dragon12"},
        {"log=admin&pwd=Kupfer%21Dach77&wp-submit=Log+In", "Kupfer%21Dach77"},
        {"ENV DB_USER=shop DB_PASSWORD=70salmon_marble", "70salmon_marble"},
        {"{user: mara, password: later}", "later"},
        {"if [ \"${dbpass}\" == \"fernwald\" ]", "fernwald"},
        {"TRANSIP_API_KEY=kdwpqoxm-rtqz-nbvl-wpls-qmzkrtbwplsa",
            "kdwpqoxm-rtqz-nbvl-wpls-qmzkrtbwplsa"},
        {"access: {password: \"1i&kRel6s#MvSsA\"}", "1i&kRel6s#MvSsA"},
        {"    { role: 'app', password: \"x9!kk;LL,m\" }", "x9!kk;LL,m"},
        {"define(\"AUTH_KEY\", 'k3!vP)z8Qw~|r-5hT{u?Yb2@NcE7s^Xd');",
            "k3!vP)z8Qw~|r-5hT{u?Yb2@NcE7s^Xd"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
}

TEST_CASE("Assignment: references, code, types and interface texts are left alone", "[redactor]")
{
    for (const char* text : {
             "DB_PASSWORD=${DB_PASSWORD}",
             "password = os.environ['X']",
             "password: string;",
             "this.password = password;",
             "String password = request.getParameter(name);",
             "MAIL_PASSWORD=********",
             "password = <YOUR_PASSWORD_HERE>",
             "\"LABEL_PASSWORD\": \"Passwort\"",
             "\"forgot_password\": \"Forgot your password?\"",
             "password_hash = \"{SSHA}abcdefghijklmnopqrstuuKq1x8yQ3eJX1x8\"",
             "private_key_path = /etc/ssl/private/site.key",
             "token_url: https://login.arlen.test/oauth/token",
             "primaryKey=order_id foreignKey=customer_id",
             "etag_key = 9f86d081884c7d659a2feaa0c55ad015",
             "password_length = 24",
             "Authorization: Bearer <token>",
             "rules: {name: short, password: hidden}",
             "{user: u, password: required}",
         }) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE(
    "Assignment: a value longer than any window of parsers is sealed to its end", "[redactor]")
{
    std::string value;
    while (value.size() < 7000) {
        value += "Kq7Zm29pWxT4vLs8Rd3/";
    }
    CHECK(sealed_values("LONG_TOKEN: " + value + "\nnext") == std::vector<std::string>{value});
}

TEST_CASE("Assignment: a name that ends in api holds the service's key", "[redactor]")
{
    const std::string key = "8b1f03c77de94a52b6e0d1439f5a7c28";
    for (const std::string& text :
        std::vector<std::string>{"OPENMAP_API=" + key, "sms_api: " + key,
            "\"billing_api\": \"" + key + "\"", "const mapsApi = \"" + key + "\"", "API: " + key}) {
        INFO(text);
        CHECK(redactor_tests::sealed_values(text) == std::vector<std::string>{key});
    }
    for (const std::string text :
        {"rest_api = RestAPIv2()", "graph_api: https://graph.arlen.test/v2", "public_api: v1.2.3",
            "use_api = true", "jwt = isinstance(key, Ed25519PublicKey)", "api = FastAPI()",
            "weather_api = WeatherApiClient", "api_version = \"2024-02-01-preview\""}) {
        INFO(text);
        CHECK(redactor_tests::findings_of(text).empty());
    }
}

TEST_CASE("Assignment: what a script types into a field or holds against it is found", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"await page.type('#password', 'fernwald77');", "fernwald77"},
        {"cy.get('[name=\"passwd\"]').clear().type('fernwald77');", "fernwald77"},
        {"driver.find_element(By.ID, \"password\").send_keys(\"fernwald77\")", "fernwald77"},
        {"fill_in 'Password', with: 'fernwald'", "fernwald"},
        {"expect(user.mailPassword).to.eq('fernwald77')", "fernwald77"},
        {"self.assertEqual(user.db_password, 'fernwald77')", "fernwald77"},
        {"strcpy(db_password, \"fernwald77\");", "fernwald77"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const std::string text :
        {"splituser('user[:passwd]@host') --> 'user[:passwd]', 'host[:port]'",
            "form.get('password').setValue(next);", "add_field(user.password, 'Password')"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Assignment: a literal that stands in when nothing is set is found", "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"DB_PASSWORD=\"${DB_PASSWORD:-fernwald77}\"", "fernwald77"},
        {": ${MAIL_PWD:=fernwald77}", "fernwald77"},
        {"@Value(\"${shop.mail.password:fernwald77}\")", "fernwald77"},
        {"ENV['DB_PASSWORD'] || 'fernwald77'", "fernwald77"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    CHECK(sealed_values("echo \"${DB_PASSWORD:?must be set}\"").empty());
    CHECK(sealed_values("echo ${DB_PASSWORD:0:5}").empty());
}

TEST_CASE("Assignment: types, accessors, signs and escapes between name and value are read over",
    "[redactor]")
{
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"Dim mailPwd As String = \"fernwald.77\"", "fernwald.77"},
        {"public string AdminPassword { get; set; } = \"Fernwald77=\";", "Fernwald77="},
        {"smtp_password <- \"fernwald77\"", "fernwald77"},
        {"buildConfigField(\"String\", \"MAIL_PASSWORD\", \"\\\"fernwald77\\\"\")", "fernwald77"},
        {"&lt;mailPassword&gt;fernwald77&lt;/mailPassword&gt;", "fernwald77"},
        {"%7B%22mail_password%22%3A%22fernwald77%22%7D", "fernwald77"},
        {"Server=db;Uid=app;Pwd=Fernwald77.;Database=shop", "Fernwald77."},
        {"MAIL_PASSWORD=Fernwald77.", "Fernwald77."},
        {"\"mail_password\": \"f3rn@wald.77\"", "f3rn@wald.77"},
    };
    for (const auto& [text, value] : cases) {
        INFO(text);
        CHECK(sealed_values(text) == std::vector<std::string>{value});
    }
    for (const std::string text :
        {"&lt;protocol&gt;://[&lt;user&gt;[:&lt;password&gt;]@]&lt;hostname&gt;",
            "'db_password' => 'required|string|min:8|confirmed',", "self.passphrase = passphrase",
            "label.mail.pass=Confirm your pass"}) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}

TEST_CASE("Assignment: a connection string holds a password though blanks stand before its sign",
    "[redactor]")
{
    CHECK(sealed_values("c.Open(\"User ID=olga;Password =olga_user;Initial Catalog=shop;\")") ==
          std::vector<std::string>{"olga_user"});
    CHECK(sealed_values("password = newPassword; catalog = shop;").empty());
}

TEST_CASE(
    "Assignment: names of resources, encodings, types and verdicts are no values", "[redactor]")
{
    for (const char* text : {
             "\"SecretArn\": \"arn:aws:secretsmanager:us-west-2:123456789123:secret:shop-1234f\"",
             "const p = Buffer.from(password, 'base64').toString('utf8')",
             "PASS = console.Colorizer('PASS', 'green')",
             "'image_pull_secrets': 'list[V1LocalObjectReference]',",
             "\"output_token\": \"StreamDescription.Shards[-1].ShardId\"",
             "d_pwpasswd='define'",
         }) {
        INFO(text);
        CHECK(sealed_values(text).empty());
    }
}
