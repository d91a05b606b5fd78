/** Common emoji by the names Slack gives them, with words to find them by. */

const TABLE = `
white_check_mark ✅ tick agree done yes
heavy_check_mark ✔️ tick agree done
ballot_box_with_check ☑️ tick box
+1|thumbsup 👍 agree yes good
-1|thumbsdown 👎 no bad
eyes 👀 look seen reading
clap 👏 well done
pray 🙏 please thanks
raised_hands 🙌 hooray
wave 👋 hello bye
ok_hand 👌 fine
muscle 💪 strong
point_right 👉 look
point_up ☝️ up
heart ❤️ love
green_heart 💚 love
blue_heart 💙 love
tada 🎉 party celebrate
sparkles ✨ new shiny
star ⭐ favourite
star2 🌟 shining
fire 🔥 hot
rocket 🚀 launch
100 💯 perfect
smile 😄 happy
slightly_smiling_face 🙂 smile
grinning 😀 happy
blush 😊 warm
joy 😂 laugh
wink 😉 joke
thinking_face 🤔 hmm wonder
neutral_face 😐 flat
confused 😕 unsure
slightly_frowning_face 🙁 sad
cry 😢 sad tear
sob 😭 sad
worried 😟 concern
sweat_smile 😅 phew
relieved 😌 calm
hugging_face 🤗 hug
sunglasses 😎 cool
shrug 🤷 dunno
facepalm 🤦 oops
no_entry 🚫 stop
no_entry_sign 🚫 forbidden
x ❌ no wrong cross
heavy_multiplication_x ✖️ cross
question ❓ ask
grey_question ❔ ask
exclamation ❗ important
heavy_exclamation_mark ❗ important
warning ⚠️ caution alert
rotating_light 🚨 urgent alarm
information_source ℹ️ info about
bulb 💡 idea
mag 🔍 search
memo 📝 note write
pencil 📝 note write
pencil2 ✏️ edit write
clipboard 📋 list record
page_facing_up 📄 document page
bookmark_tabs 📑 pages
books 📚 library
book 📖 read
open_book 📖 read
file_folder 📁 folder
open_file_folder 📂 folder
card_index 📇 contacts
calendar 📅 date day
date 📅 day calendar
spiral_calendar_pad 🗓️ date
alarm_clock ⏰ time reminder
hourglass ⌛ wait time
hourglass_flowing_sand ⏳ wait time
stopwatch ⏱️ time
clock1 🕐 time
clock9 🕘 time
bell 🔔 remind
no_bell 🔕 quiet
zzz 💤 sleep snooze
pushpin 📌 pin
paperclip 📎 attach
link 🔗 address
lock 🔒 private
unlock 🔓 open
key 🔑 secret
shield 🛡️ safe
house 🏠 home
school 🏫 teacher
hospital 🏥 health
office 🏢 work
car 🚗 visit drive
phone 📞 call
telephone_receiver 📞 call
iphone 📱 mobile
email 📧 mail
envelope ✉️ letter
inbox_tray 📥 in
outbox_tray 📤 out
speech_balloon 💬 talk voice
left_speech_bubble 🗨️ talk
mega 📣 announce
loudspeaker 📢 announce
busts_in_silhouette 👥 people team
bust_in_silhouette 👤 person
family 👪 people
child 🧒 young person
baby 👶 child
boy 👦 child
girl 👧 child
adult 🧑 person
older_adult 🧓 grandparent
seedling 🌱 grow
four_leaf_clover 🍀 luck
sunny ☀️ weather
umbrella ☔ weather
coffee ☕ break tea
tea 🍵 break
cake 🍰 birthday
birthday 🎂 cake
gift 🎁 present
trophy 🏆 win
medal 🏅 win
dart 🎯 goal outcome
chart_with_upwards_trend 📈 progress
bar_chart 📊 figures
arrow_right ➡️ next
arrow_left ⬅️ back
arrow_up ⬆️ up
arrow_down ⬇️ down
arrow_forward ▶️ play next
arrow_backward ◀️ back
arrows_counterclockwise 🔄 refresh again changed
leftwards_arrow_with_hook ↩️ undo back reply
heavy_plus_sign ➕ add
heavy_minus_sign ➖ remove
red_circle 🔴 overdue
large_orange_circle|orange_circle 🟠 soon
large_yellow_circle|yellow_circle 🟡 soon
large_green_circle|green_circle 🟢 fine
large_blue_circle|blue_circle 🔵 information
white_circle ⚪ empty
black_circle ⚫ full
small_blue_diamond 🔹 point
small_orange_diamond 🔸 point
white_large_square ⬜ empty
black_square_button 🔲 box
one 1️⃣ first
two 2️⃣ second
three 3️⃣ third
four 4️⃣ fourth
five 5️⃣ fifth
wastebasket 🗑️ bin delete
gear ⚙️ settings
wrench 🔧 mend
zap ⚡ quick
handshake 🤝 agree deal
writing_hand ✍️ sign write
raised_hand ✋ stop ask
raising_hand 🙋 me ask
robot_face 🤖 bot
sos 🆘 help
construction 🚧 work
recycle ♻️ again
new 🆕 new
soon 🔜 soon
end 🔚 end
`;

/** [{name, char, words}] in the order the picker shows them; an alias is an entry of its own in `byName` only. */
export const EMOJI = [];
const byName = new Map();

for (const line of TABLE.trim().split("\n")) {
  const [names, char, ...words] = line.split(" ");
  const [name, ...aliases] = names.split("|");
  EMOJI.push({ name, char, words: [name.replaceAll("_", " "), ...aliases, ...words].join(" ") });
  for (const each of [name, ...aliases]) byName.set(each, char);
}

/** The character for a name such as "+1" or "+1::skin-tone-2", or null for a name we do not draw. */
export const emojiChar = (name) => byName.get(name.split("::")[0]) ?? null;

/** What stands in the page for a name: the character, or the name between colons. */
export const emojiText = (name) => emojiChar(name) ?? `:${name}:`;

/** Plain text with the shortcodes we know put in as characters. */
export const withEmoji = (text) =>
  String(text).replace(/:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/g, (whole, name) => emojiChar(name) ?? whole);
