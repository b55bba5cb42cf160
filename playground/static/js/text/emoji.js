// A few common :emoji: names and their characters; any other name stays as it was typed.

const NAMES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", "100": "💯", alarm_clock: "⏰", ambulance: "🚑", arrow_down: "⬇️",
  arrow_forward: "▶️", arrow_left: "⬅️", arrow_right: "➡️", arrow_up: "⬆️", arrows_counterclockwise: "🔄", bar_chart: "📊",
  bell: "🔔", no_bell: "🔕", blue_heart: "💙", black_circle: "⚫", black_small_square: "▪️", bookmark: "🔖", books: "📚",
  boom: "💥", bug: "🐛", bulb: "💡", bust_in_silhouette: "👤", busts_in_silhouette: "👥", calendar: "📅", date: "📅",
  chart_with_downwards_trend: "📉", chart_with_upwards_trend: "📈", clap: "👏", clipboard: "📋", clock1: "🕐", clock3: "🕒",
  coffee: "☕", computer: "💻", construction: "🚧", cry: "😢", dart: "🎯", door: "🚪", electric_plug: "🔌", email: "✉️",
  envelope: "✉️", exclamation: "❗", heavy_exclamation_mark: "❗", eyes: "👀", face_with_monocle: "🧐", fire: "🔥",
  fire_engine: "🚒", first_aid_kit: "🩹", flag_white: "🏳️", gear: "⚙️", globe_with_meridians: "🌐", green_heart: "💚",
  hammer: "🔨", hammer_and_wrench: "🛠️", handshake: "🤝", heart: "❤️", heavy_check_mark: "✔️", heavy_minus_sign: "➖",
  heavy_plus_sign: "➕", hospital: "🏥", hourglass: "⌛", hourglass_flowing_sand: "⏳", inbox_tray: "📥",
  information_source: "ℹ️", joy: "😂", key: "🔑", label: "🏷️", large_blue_circle: "🔵", large_green_circle: "🟢",
  large_orange_circle: "🟠", large_purple_circle: "🟣", large_red_square: "🟥", large_yellow_circle: "🟡",
  large_yellow_square: "🟨", large_green_square: "🟩", large_blue_square: "🟦", large_orange_square: "🟧", link: "🔗",
  lock: "🔒", loudspeaker: "📢", mag: "🔍", mag_right: "🔎", mega: "📣", memo: "📝", pencil: "📝", mute: "🔇",
  negative_squared_cross_mark: "❎", new: "🆕", no_entry: "⛔", no_entry_sign: "🚫", ok: "🆗", ok_hand: "👌",
  octagonal_sign: "🛑", stop_sign: "🛑", outbox_tray: "📤", package: "📦", page_facing_up: "📄", page_with_curl: "📃",
  pager: "📟", paperclip: "📎", party_popper: "🎉", tada: "🎉", pencil2: "✏️", phone: "☎️", telephone_receiver: "📞",
  point_down: "👇", point_right: "👉", point_up: "☝️", point_left: "👈", pray: "🙏", pushpin: "📌", question: "❓",
  raised_hand: "✋", raised_hands: "🙌", raising_hand: "🙋", recycle: "♻️", red_circle: "🔴", repeat: "🔁", robot_face: "🤖",
  rocket: "🚀", rotating_light: "🚨", satellite: "📡", scroll: "📜", see_no_evil: "🙈", shield: "🛡️", shrug: "🤷", siren: "🚨",
  skull: "💀", sleeping: "😴", slightly_smiling_face: "🙂", smile: "😄", snail: "🐌", sob: "😭", sos: "🆘", sound: "🔉",
  sparkles: "✨", speech_balloon: "💬", speech_left: "🗨️", star: "⭐", stopwatch: "⏱️", sunglasses: "😎", sweat_smile: "😅",
  test_tube: "🧪", thinking_face: "🤔", timer_clock: "⏲️", traffic_light: "🚦", triangular_flag_on_post: "🚩", trophy: "🏆",
  truck: "🚚", unlock: "🔓", vertical_traffic_light: "🚦", warning: "⚠️", wastebasket: "🗑️", wave: "👋", white_check_mark: "✅",
  white_circle: "⚪", white_medium_square: "◻️", wrench: "🔧", writing_hand: "✍️", x: "❌", yellow_heart: "💛", zap: "⚡",
  zzz: "💤", spiral_calendar_pad: "🗓️", male_firefighter: "👨‍🚒", firefighter: "🧑‍🚒", fast_forward: "⏩", rewind: "⏪",
  black_square_for_stop: "⏹️", double_vertical_bar: "⏸️", leftwards_arrow_with_hook: "↩️", arrow_heading_up: "⤴️",
  small_red_triangle: "🔺", small_red_triangle_down: "🔻", small_orange_diamond: "🔸", small_blue_diamond: "🔹",
  ballot_box_with_check: "☑️", card_index_dividers: "🗂️", file_folder: "📁", open_file_folder: "📂", chains: "⛓️", thread: "🧵",
};

/** The character of a name without its colons, or undefined. */
export const emoji = (name) => (Object.hasOwn(NAMES, name) ? NAMES[name] : undefined);

/** ":fire: down" -> "🔥 down", for plain_text objects. */
export const withEmoji = (text) => text.replace(/:([\w+'-]+):/g, (typed, name) => emoji(name) ?? typed);
