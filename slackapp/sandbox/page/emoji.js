// Emoji by the short names that messages use (`:rocket:`): the common ones, and those that release work needs.

const TABLE = `
grinning 😀|smile 😄|smiley 😃|grin 😁|laughing 😆|sweat_smile 😅|joy 😂|rofl 🤣|slightly_smiling_face 🙂
upside_down_face 🙃
wink 😉|blush 😊|innocent 😇|heart_eyes 😍|star-struck 🤩|kissing_heart 😘|yum 😋|stuck_out_tongue 😛
zany_face 🤪|hugging_face 🤗
thinking_face 🤔|face_with_raised_eyebrow 🤨|neutral_face 😐|expressionless 😑|no_mouth 😶|smirk 😏
unamused 😒|face_with_rolling_eyes 🙄
grimacing 😬|relieved 😌|pensive 😔|sleepy 😪|sleeping 😴|mask 😷|exploding_head 🤯|partying_face 🥳
sunglasses 😎|nerd_face 🤓
confused 😕|worried 😟|slightly_frowning_face 🙁|open_mouth 😮|astonished 😲|flushed 😳|pleading_face 🥺
fearful 😨|cold_sweat 😰
cry 😢|sob 😭|scream 😱|disappointed 😞|sweat 😓|weary 😩|tired_face 😫|triumph 😤|rage 😡|angry 😠|skull 💀
ghost 👻|alien 👽|robot_face 🤖
wave 👋|raised_hand ✋|ok_hand 👌|v ✌️|crossed_fingers 🤞|point_left 👈|point_right 👉|point_up ☝️
point_up_2 👆|point_down 👇
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|fist ✊|facepunch 👊|clap 👏|raised_hands 🙌|open_hands 👐|handshake 🤝
pray 🙏|writing_hand ✍️|muscle 💪
eyes 👀|eye 👁️|brain 🧠|speaking_head_in_silhouette 🗣️|bust_in_silhouette 👤|busts_in_silhouette 👥
male-technologist 👨‍💻|female-technologist 👩‍💻|technologist 🧑‍💻|detective 🕵️|construction_worker 👷
firefighter 🧑‍🚒|shrug 🤷|face_palm 🤦
dog 🐶|cat 🐱|fox_face 🦊|bear 🐻|panda_face 🐼|unicorn_face 🦄|bug 🐛|bee 🐝|honeybee 🐝|butterfly 🦋|snail 🐌
turtle 🐢|octopus 🐙|whale 🐳|penguin 🐧|owl 🦉|crab 🦀
seedling 🌱|evergreen_tree 🌲|deciduous_tree 🌳|herb 🌿|four_leaf_clover 🍀|mushroom 🍄|sunflower 🌻|rose 🌹
cactus 🌵|fallen_leaf 🍂
sunny ☀️|cloud ☁️|rain_cloud 🌧️|umbrella ☔|zap ⚡|snowflake ❄️|fire 🔥|droplet 💧|ocean 🌊|rainbow 🌈
star ⭐|star2 🌟|sparkles ✨|dizzy 💫|boom 💥|crescent_moon 🌙|earth_africa 🌍|earth_americas 🌎
earth_asia 🌏|globe_with_meridians 🌐
coffee ☕|tea 🍵|beer 🍺|beers 🍻|pizza 🍕|cake 🍰|birthday 🎂|cookie 🍪|popcorn 🍿|apple 🍎|doughnut 🍩
champagne 🍾
rocket 🚀|airplane ✈️|airplane_departure 🛫|airplane_arriving 🛬|car 🚗|ambulance 🚑|fire_engine 🚒
rotating_light 🚨|police_car 🚓|train 🚆|ship 🚢|anchor ⚓|construction 🚧|vertical_traffic_light 🚦
traffic_light 🚥|fuelpump ⛽|checkered_flag 🏁|triangular_flag_on_post 🚩|waving_white_flag 🏳️
helicopter 🚁|parachute 🪂
tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|trophy 🏆|medal 🏅|first_place_medal 🥇|dart 🎯|game_die 🎲
jigsaw 🧩|art 🎨|musical_note 🎵|microphone 🎤|headphones 🎧|guitar 🎸|film_frames 🎞️|soccer ⚽
computer 💻|desktop_computer 🖥️|keyboard ⌨️|printer 🖨️|floppy_disk 💾|cd 💿|camera 📷
telephone_receiver 📞|phone ☎️|pager 📟|iphone 📱|battery 🔋|electric_plug 🔌|bulb 💡|flashlight 🔦
satellite 🛰️|satellite_antenna 📡
wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|nut_and_bolt 🔩|toolbox 🧰|magnet 🧲|test_tube 🧪
petri_dish 🧫|microscope 🔬|telescope 🔭|dna 🧬|adhesive_bandage 🩹|syringe 💉|pill 💊|stethoscope 🩺
broom 🧹|bricks 🧱|ladder 🪜|fire_extinguisher 🧯
lock 🔒|unlock 🔓|closed_lock_with_key 🔐|key 🔑|shield 🛡️|bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢
speech_balloon 💬|thought_balloon 💭|left_speech_bubble 🗨️|zzz 💤
email 📧|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|package 📦|mailbox 📫|pencil 📝
memo 📝|pencil2 ✏️|black_nib ✒️|page_facing_up 📄|page_with_curl 📃|bookmark_tabs 📑|bar_chart 📊
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|clipboard 📋|pushpin 📌|round_pushpin 📍
paperclip 📎|link 🔗|straight_ruler 📏|triangular_ruler 📐|scissors ✂️|card_index 📇|file_folder 📁
open_file_folder 📂|card_file_box 🗃️|file_cabinet 🗄️|wastebasket 🗑️|newspaper 📰|book 📖|books 📚
notebook 📓|ledger 📒|bookmark 🔖|label 🏷️|receipt 🧾|ballot_box_with_ballot 🗳️|scroll 📜
calendar 📆|date 📅|spiral_calendar_pad 🗓️|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|hourglass ⌛
hourglass_flowing_sand ⏳|watch ⌚|clock1 🕐|clock3 🕒|clock6 🕕|clock9 🕘|clock12 🕛|mantelpiece_clock 🕰️
mag 🔍|mag_right 🔎|compass 🧭|world_map 🗺️|moneybag 💰|credit_card 💳|chart 💹|scales ⚖️|gem 💎
crystal_ball 🔮|nazar_amulet 🧿|moyai 🗿|house 🏠|office 🏢|classical_building 🏛️|factory 🏭|hospital 🏥
bank 🏦|school 🏫|convenience_store 🏪|department_store 🏬|school_satchel 🎒|crown 👑|tophat 🎩|lifesaver 🛟
ring_buoy 🛟
heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|black_heart 🖤
broken_heart 💔|100 💯|anger 💢|sos 🆘
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|heavy_multiplication_x ✖️
negative_squared_cross_mark ❎|heavy_plus_sign ➕|heavy_minus_sign ➖|heavy_division_sign ➗|question ❓
grey_question ❔|exclamation ❗|heavy_exclamation_mark ❗|grey_exclamation ❕|bangbang ‼️|interrobang ⁉️
warning ⚠️|no_entry ⛔|no_entry_sign 🚫|stop_sign 🛑|octagonal_sign 🛑|radioactive_sign ☢️
biohazard_sign ☣️|information_source ℹ️|recycle ♻️|white_circle ⚪|black_circle ⚫|red_circle 🔴
large_blue_circle 🔵|large_green_circle 🟢|large_yellow_circle 🟡|large_orange_circle 🟠
large_purple_circle 🟣|large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨
large_orange_square 🟧|large_blue_square 🟦|black_large_square ⬛|white_large_square ⬜
white_square_button 🔳|black_square_button 🔲|radio_button 🔘|small_blue_diamond 🔹
small_orange_diamond 🔸|large_blue_diamond 🔷|large_orange_diamond 🔶|small_red_triangle 🔺
small_red_triangle_down 🔻
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrow_lower_right ↘️
arrow_right_hook ↪️|leftwards_arrow_with_hook ↩️|arrows_counterclockwise 🔄|arrows_clockwise 🔃
twisted_rightwards_arrows 🔀|repeat 🔁|rewind ⏪|fast_forward ⏩|arrow_forward ▶️|arrow_backward ◀️
black_right_pointing_triangle_with_double_vertical_bar ⏯️|double_vertical_bar ⏸️
black_square_for_stop ⏹️|black_circle_for_record ⏺️|arrow_up_small 🔼|arrow_down_small 🔽|back 🔙|end 🔚
on 🔛|soon 🔜|top 🔝
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|zero 0️⃣
keycap_ten 🔟|hash #️⃣|new 🆕|ok 🆗|up 🆙|cool 🆒|free 🆓|copyright ©️|tm ™️|infinity ♾️|beginner 🔰
trident 🔱|vs 🆚
`;

const BY_NAME = new Map(
  TABLE.split(/[|\n]/)
    .filter(Boolean)
    .map((pair) => pair.split(" ")),
);

/** The emoji of this short name (a skin tone after it is dropped), or null. */
export function emoji(name) {
  return BY_NAME.get(name.split("::")[0]) ?? null;
}
